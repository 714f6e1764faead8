import type { SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import type { InputOf, OperationName } from '../core/operations.ts';
import { convertStructure } from './convert.ts';
import { bytesBeside, findData, type Span } from './data-spans.ts';
import { httpLimits } from './limits.ts';
import { inputs, type Operation, recordCounts } from './members.ts';
import { readPutRecords } from './put-records.ts';
import { Refusal, unreadable } from './refusal.ts';
import { validate } from './validate.ts';

export type InputFor<Name extends Operation> = Name extends OperationName
  ? InputOf<Name>
  : SubscribeToShardInput;

/** The input of an operation, from the body of its request, which may be overwritten afterwards. Throws Refusal. */
export function readInput<Name extends Operation>(name: Name, body: Buffer): InputFor<Name> {
  const isLarge = body.length > httpLimits.envelopesBytesMax;
  const spans = isLarge || name === 'PutRecords' ? findData(body, recordCounts.countMax + 1) : [];
  if (isLarge) checkEnvelopes(body, spans);
  try {
    const input = (name === 'PutRecords' ? readPutRecords(body, spans) : undefined) ?? read(name, body);
    return input as InputFor<Name>; // The table of members follows the SDK's types.
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(
      body.length === 0 ? 'The request has no body: send at least {}.' : 'The request is not JSON.',
    );
  }
}

/** JSON of some megabytes can become objects of hundreds: it is refused unread where the most of it is not data. */
function checkEnvelopes(body: Buffer, spans: readonly Span[]): void {
  const bytes = bytesBeside(body, spans);
  if (bytes <= httpLimits.envelopesBytesMax) return;
  const { countMax } = recordCounts;
  if (spans.length > countMax)
    throw new Refusal(
      'ValidationException',
      "1 validation error detected: Value at 'records' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${countMax}`,
    );
  throw unreadable(
    `The request has ${bytes} bytes beside the texts of Data, at most ${httpLimits.envelopesBytesMax} are taken.`,
  );
}

function read(name: Operation, body: Buffer): object {
  const input = convertStructure(JSON.parse(body.toString()), inputs[name]);
  validate(input, inputs[name]);
  return input;
}
