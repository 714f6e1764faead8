import type { SubscribeToShardInput } from '@aws-sdk/client-kinesis';
import type { InputOf, OperationName } from '../core/operations.ts';
import { convertStructure } from './convert.ts';
import { inputs, type Operation } from './members.ts';
import { decodeRecords } from './put-records.ts';
import { unreadable } from './refusal.ts';
import { validate } from './validate.ts';

export type InputFor<Name extends Operation> = Name extends OperationName
  ? InputOf<Name>
  : SubscribeToShardInput;

/** The input of an operation, from the body of its request. Throws Refusal. */
export function readInput<Name extends Operation>(name: Name, body: Buffer): InputFor<Name> {
  const json = parse(body);
  const input = name === 'PutRecords' ? readPutRecords(json) : read(name, json);
  return input as InputFor<Name>; // The table of members follows the SDK's types.
}

function read(name: Operation, json: unknown): object {
  const input = convertStructure(json, inputs[name]);
  validate(input, inputs[name]);
  return input;
}

function readPutRecords(json: unknown): object {
  if (typeof json !== 'object' || json === null || !('Records' in json)) return read('PutRecords', json);
  const Records = decodeRecords(json.Records);
  if (Records === undefined) return read('PutRecords', json);
  const rest = convertStructure({ ...json, Records: null }, inputs.PutRecords);
  const input = { ...rest, Records };
  validate({ ...rest, Records: [] }, putRecordsRest);
  return input;
}

const { Records: _, ...rest } = inputs.PutRecords.members;
const putRecordsRest = { ...inputs.PutRecords, members: rest };

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw unreadable(
      body.length === 0 ? 'The request has no body: send at least {}.' : 'The request is not JSON.',
    );
  }
}
