import type { PutRecordsInput, PutRecordsOutput } from '@aws-sdk/client-kinesis';
import type { OperationName } from '../../src/local-stream/core/operations.ts';
import type { Ledger } from './ledger.ts';

/** Writes down where Kinesis put records, whether or not its answer will arrive. */
export function notePlaces(ledger: Ledger, operation: OperationName, input: object, answer: object): void {
  if (operation !== 'PutRecords') return;
  const { Records: sent = [] } = input as PutRecordsInput; // By its name, as is the answer.
  const { Records = [] } = answer as PutRecordsOutput;
  for (const [index, { Data }] of sent.entries()) {
    const { ShardId: shardId, SequenceNumber: sequenceNumber } = Records[index] ?? {};
    if (shardId === undefined || sequenceNumber === undefined) continue;
    const parcel = ledger.parcelOf(Data);
    ledger.note({ kind: 'stored', parcel, place: { shardId, sequenceNumber } });
  }
}
