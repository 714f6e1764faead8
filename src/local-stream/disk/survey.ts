import { type FrameHeader, frameHeaderBytes, frameHeaders, isWhole } from './frame.ts';
import type { SegmentFile } from './segment-file.ts';
import { SparseIndex } from './sparse-index.ts';

/** What is read at a time; a longer frame is read whole all the same. */
const windowBytes = 1024 * 1024;
/** No record arrives later: the largest time that a Date can have. */
const timeMsMax = 8.64e15;

/** What is known of a segment's file from having read it, or written it. */
export interface Survey {
  readonly index: SparseIndex;
  /** The number after that of the last record. */
  end: number;
  /** Of the whole frames. */
  bytes: number;
}

/** Reads the whole frames of a file whose first record has this number, up to the record `endMax`. */
export function survey(file: SegmentFile, first: number, endMax: number, stepBytes: number): Survey {
  const found: Survey = { index: new SparseIndex(stepBytes), end: first, bytes: 0 };
  for (const frame of scan(file)) {
    if (found.end === endMax) break;
    noteFrame(found, frame);
  }
  return found;
}

/** One more frame, behind all those known. */
export function noteFrame(survey: Survey, { bytes, arrivalMs }: FrameHeader): void {
  survey.index.note(survey.end, survey.bytes, arrivalMs);
  survey.end += 1;
  survey.bytes += bytes;
}

/** Whether a whole frame begins anywhere behind the one at this offset, which is none. */
export function hasFrameBeyond(file: SegmentFile, offset: number): boolean {
  const restBytes = file.size() - offset;
  if (restBytes <= frameHeaderBytes) return false;
  const rest = file.read(offset, Buffer.allocUnsafeSlow(restBytes));
  for (let at = 1; at + frameHeaderBytes <= rest.length; at += 1) {
    const [frame] = frameHeaders(rest.subarray(at));
    if (frame !== undefined && isPlausible(frame) && isWhole(rest, { ...frame, at })) return true;
  }
  return false;
}

/** Whether it is worth the sum: of bytes at random it is one in billions. */
function isPlausible({ bytes, arrivalMs }: FrameHeader): boolean {
  return bytes >= frameHeaderBytes && Number.isInteger(arrivalMs) && arrivalMs >= 0 && arrivalMs < timeMsMax;
}

/** Every whole frame of the file, in order, up to the first that is torn or damaged. Only it may peek meanwhile. */
function* scan(file: SegmentFile): Generator<FrameHeader> {
  const fileBytes = file.size();
  let wantedBytes = windowBytes;
  for (let offset = 0; offset < fileBytes; ) {
    const bytes = Math.min(wantedBytes, fileBytes - offset);
    const window = file.peek(offset, bytes);
    const windowAt = offset;
    wantedBytes = windowBytes;
    for (const frame of frameHeaders(window)) {
      if (frame.at + frame.bytes > bytes) {
        wantedBytes = Math.max(windowBytes, frame.bytes);
        break;
      }
      if (!isWhole(window, frame)) return;
      yield frame;
      offset = windowAt + frame.at + frame.bytes;
    }
    if (windowAt + bytes === fileBytes) return; // What is left here is no whole frame.
  }
}
