import type { GetRecordsOutput } from '@aws-sdk/client-kinesis';
import { answer, jsonType } from './answer.ts';
import { type Exchange, isClosed } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { recordsText, recordsTextBytesMax } from './records-text.ts';
import type { Room } from './room.ts';

/**
 * Answers GetRecords, piece by piece as the client takes them. Resolves when all is sent, or the client has left. One
 * that stops reading is cut off, the sooner where others wait for the `room` that its answer holds.
 */
export async function answerRecords(
  exchange: Exchange,
  output: GetRecordsOutput,
  room: Pick<Room, 'isAwaited'>,
): Promise<void> {
  const bytesMax = recordsTextBytesMax(output);
  if (bytesMax <= httpLimits.pieceBytes) return answer(exchange, 200, [...recordsText(output)].join(''));
  if (isClosed(exchange)) return;
  exchange.begin(200, { 'x-amzn-requestid': exchange.requestId, 'content-type': jsonType });
  for (const piece of pieces(recordsText(output))) if (!(await send(exchange, piece, room))) return;
  exchange.out.end();
}

/** Packs texts into one buffer, which is filled anew for every piece. */
function* pieces(texts: Iterable<string>): Generator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(httpLimits.pieceBytes);
  let filled = 0;
  for (const text of texts) {
    if (filled + text.length > buffer.length) {
      yield buffer.subarray(0, filled);
      filled = 0;
    }
    filled += buffer.write(text, filled, 'latin1');
  }
  yield buffer.subarray(0, filled);
}

/** True when the connection has taken the bytes; false when the client left, or did not read for long. */
function send({ out, reset }: Exchange, bytes: Uint8Array, room: Pick<Room, 'isAwaited'>): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (isSent: boolean) => {
      clearInterval(stall);
      out.off('close', gone);
      resolve(isSent);
    };
    const gone = () => done(false);
    const startMs = performance.now();
    const stall = setInterval(() => {
      if (room.isAwaited || performance.now() - startMs >= httpLimits.answerStallMsMax) reset();
    }, httpLimits.awaitedStallMsMax);
    out.once('close', gone);
    if (out.closed || out.destroyed) return gone();
    out.write(bytes, (error) => done(error === undefined || error === null));
  });
}
