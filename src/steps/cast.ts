import type { FieldValue } from '../record/event.ts';
import { textOf } from './condition.ts';
import type { CastType } from './step.ts';

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A value as another type; undefined where it is not one, or would lose something by it. */
export function castValue(value: FieldValue, type: CastType): FieldValue | undefined {
  switch (type) {
    case 'text':
      return value === null ? undefined : textOf(value);
    case 'boolean':
      return booleanOf(value);
    case 'number':
      return numberOf(value);
    case 'integer': {
      const number = numberOf(value);
      return Number.isSafeInteger(number) ? number : undefined;
    }
  }
}

function numberOf(value: FieldValue): number | undefined {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (!numberText.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function booleanOf(value: FieldValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
