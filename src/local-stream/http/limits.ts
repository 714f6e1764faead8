const kibibyte = 1_024;
const mebibyte = 1_048_576;

/** What one PutRecords call may hold: data and partition keys (API reference, PutRecords). */
const recordsBytesMax = 10 * mebibyte;
const recordsMax = 500;
/** JSON around the data of one record: member names, a key of 256 escaped characters, a hash key. */
const envelopeBytesMax = 2 * kibibyte;

/** All of a PutRecords call that is not data: 1,024,000 for 500 envelopes, 65,536 for the rest. */
const envelopesBytesMax = recordsMax * envelopeBytesMax + 64 * kibibyte;

/**
 * What this server takes, holds and waits for. The limits are our own: they bound its memory, and leave room for every
 * call that Kinesis would take.
 */
export const httpLimits = {
  /** A full PutRecords call: 13,981,014 for base64, and what is around it; 15,070,550. */
  bodyBytesMax: Math.ceil((recordsBytesMax * 4) / 3) + envelopesBytesMax,
  /** Of a body, all that is not the text of a member named Data: so much JSON is read into memory, and no more. */
  envelopesBytesMax,
  /** A larger body is read and thrown away up to here, so that its sender reads the answer instead of a reset. */
  refusedBodyBytesMax: 64 * mebibyte,
  /** Of every body the first bytes wait for no room: a small call is answered whatever the large ones do. */
  freeBodyBytes: 16 * kibibyte,
  /** Bodies being received, all together; the others wait, unread. The last `bodyBytesMax` are for one at a time. */
  bodiesBytesMax: 32 * mebibyte,
  /** Data read for GetRecords and not yet sent, all together; other reads wait. */
  answersBytesMax: 32 * mebibyte,
  /** Events of SubscribeToShard not yet sent, all together; a room of their own, as they wait for nobody. */
  eventsBytesMax: 16 * mebibyte,
  /** What one GetRecords call may return (API reference, GetRecords). */
  getRecordsBytesMax: 10 * mebibyte,
  /** One event of a subscription, as it is sent: 1 MiB of records in base64, and what is around them. */
  eventBytes: 2 * mebibyte,
  /** Text of an answer handed to the connection at once. */
  pieceBytes: 256 * kibibyte,
  adminBodyBytesMax: mebibyte,
  connectionsMax: 1_000,
  /** Calls at once on one HTTP/2 connection; each may keep `streamWindowBytes` waiting. */
  streamsMax: 128,
  streamWindowBytes: 64 * kibibyte,
  /** All that HTTP/2 holds of one connection, MB: above all answers and events, which may go to one client. */
  sessionMegabytesMax: 64,
  /** From the connection to its first bytes, and to the end of a request's head. */
  headMsMax: 20_000,
  /** From a request's head to the end of its body, with the wait for room. */
  bodyMsMax: 60_000,
  /** For a client that stopped sending in the middle of a body. */
  bodyStallMsMax: 5_000,
  /** After this time in the last room, for which others wait, a body has only `bodyStallMsMax` more. */
  lastRoomMsMax: 5_000,
  /** How often HTTP/1.1 connections are looked at for head and body. */
  timeoutCheckMs: 5_000,
  /** For a client that stopped reading in the middle of an answer. */
  answerStallMsMax: 10_000,
  /** The same, of an answer or an event, while others wait for the room that it holds. */
  awaitedStallMsMax: 2_000,
  /** A subscription lives five minutes (API reference, SubscribeToShard); one that is not read lives no longer. */
  subscriptionStallMsMax: 330_000,
  /** Connections without a call stay open for the next one. */
  keepAliveMs: 75_000,
  /** For answers under way when the server ends. */
  closeMsMax: 1_000,
} as const;
