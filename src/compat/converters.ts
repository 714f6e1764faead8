import type { FieldValue } from '../record/event.ts';
import { jacksonJson } from './jackson-json.ts';
import { groupCount, javaRegExp, javaWholeRegExp } from './java-regex.ts';
import { javaSplit, javaTrim } from './java-text.ts';
import { logFormatRules } from './log-formats.ts';
import type { DataProcessingOption } from './options.ts';

/** Makes of a record's text another one; undefined where it is none that amazon-kinesis-agent would send. Never throws. */
export type Converter = (text: string, nowMs: number) => string | undefined;

type OptionOf<Name extends DataProcessingOption['optionName']> = Extract<
  DataProcessingOption,
  { readonly optionName: Name }
>;

/** As the data processing options of that name, byte for byte. */
export function converterOf(option: DataProcessingOption): Converter {
  switch (option.optionName) {
    case 'SINGLELINE':
      return singleLine(option);
    case 'CSVTOJSON':
      return csvToJson(option);
    case 'LOGTOJSON':
      return logToJson(option);
    case 'ADDMETADATA':
      return addMetadata(option);
    case 'ADDEC2METADATA':
      return (text) => text;
    case 'ADDBRACKETS':
      return (text) => `{${text}}`;
  }
}

function singleLine({ parseOptions }: OptionOf<'SINGLELINE'>): Converter {
  const trim = parseOptions.includes('NO_TRIM') ? (line: string) => line : javaTrim;
  const joint = parseOptions.includes('ESCAPE_NEW_LINE') ? '\\n' : '';
  const newline = /\n/g;
  return (text) => `${javaSplit(text, newline).map(trim).join(joint)}\n`;
}

function csvToJson({ customFieldNames, delimiter, jsonFormat }: OptionOf<'CSVTOJSON'>): Converter {
  const separator = javaRegExp(delimiter, 'g');
  return (text) => {
    const values = javaSplit(withoutNewline(text), separator);
    const fields = customFieldNames.map((name, index) => [name, values[index] ?? null] as const);
    return `${jacksonJson(new Map(fields), jsonFormat)}\n`;
  };
}

function logToJson(option: OptionOf<'LOGTOJSON'>): Converter {
  const { logFormat, matchPattern, customFieldNames, jsonFormat } = option;
  const rules = logFormatRules[logFormat];
  const pattern = javaWholeRegExp(matchPattern ?? rules.pattern);
  const names = customFieldNames ?? rules.names;
  // It sends nothing then; each line becomes a dead letter.
  if (groupCount(pattern) !== names.length) return () => undefined;
  return (text) => {
    const values = pattern.exec(withoutNewline(text));
    if (values === null) return undefined;
    const fields = names.map(
      (name, index) => [name, groupValue(values[index + 1], rules.dashIsNull)] as const,
    );
    return `${jacksonJson(new Map(fields), jsonFormat)}\n`;
  };
}

function groupValue(value: string | undefined, dashIsNull: boolean): FieldValue {
  return value === undefined || (dashIsNull && value === '-') ? null : value;
}

function addMetadata({ metadata, timestamp, jsonFormat }: OptionOf<'ADDMETADATA'>): Converter {
  return (text, nowMs) => {
    const fields = new Map<string, FieldValue>([
      ['metadata', metadata as FieldValue], // It was read from YAML or JSON.
      ['data', withoutNewline(text)],
    ]);
    if (timestamp) fields.set('ts', new Date(nowMs).toISOString());
    return `${jacksonJson(fields, jsonFormat)}\n`;
  };
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
