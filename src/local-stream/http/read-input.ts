import type { SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import type { InputOf, OperationName } from '../core/operations.ts';
import { convertStructure } from './convert.ts';
import { inputs, type Operation } from './members.ts';
import { readPutRecords } from './put-records.ts';
import { unreadable } from './refusal.ts';
import { validate } from './validate.ts';

export type InputFor<Name extends Operation> = Name extends OperationName
  ? InputOf<Name>
  : SubscribeToShardInput;

/** The input of an operation, from the body of its request, which may be overwritten afterwards. Throws Refusal. */
export function readInput<Name extends Operation>(name: Name, body: Buffer): InputFor<Name> {
  try {
    const input = (name === 'PutRecords' ? readPutRecords(body) : undefined) ?? read(name, body);
    return input as InputFor<Name>; // The table of members follows the SDK's types.
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(
      body.length === 0 ? 'The request has no body: send at least {}.' : 'The request is not JSON.',
    );
  }
}

function read(name: Operation, body: Buffer): object {
  const input = convertStructure(JSON.parse(body.toString()), inputs[name]);
  validate(input, inputs[name]);
  return input;
}
