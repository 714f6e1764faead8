/** What a log holds, counted in another way than kinship's parser does it: by splitting at blanks. */
export interface LogCount {
  readonly statusCodes: Record<string, number>;
  readonly bodyBytes: number;
  readonly days: Record<string, number>;
  /** Lines that break off before their last quote. */
  readonly cutOff: readonly string[];
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

export function countLog(text: string): LogCount {
  const statusCodes: Record<string, number> = {};
  const days: Record<string, number> = {};
  const cutOff: string[] = [];
  let bodyBytes = 0;
  let day = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const isWhole = line.endsWith('"');
    if (isWhole) day = dayOf(line);
    days[day] = (days[day] ?? 0) + 1; // A cut-off line belongs to the time of the one before it.
    if (!isWhole) {
      cutOff.push(line);
      continue;
    }
    // After the request's closing quote: ` 200 1234 "…`. No quote inside a request of these logs stands before a blank and a digit.
    const [, status = '', bytes = ''] = /" (\d{3}) (\S+) "/.exec(line) ?? [];
    statusCodes[status] = (statusCodes[status] ?? 0) + 1;
    bodyBytes += bytes === '-' ? 0 : Number(bytes);
  }
  return { statusCodes, bodyBytes, days, cutOff };
}

/** `[17/May/2015:10:05:03 +0000]` → `2015-05-17`; the sample logs are all in UTC. */
function dayOf(line: string): string {
  const stamp = line.slice(line.indexOf('[') + 1);
  const month = months.indexOf(stamp.slice(3, 6)) / 3 + 1;
  return `${stamp.slice(7, 11)}-${String(month).padStart(2, '0')}-${stamp.slice(0, 2)}`;
}

/** What a log of programs holds, counted by places and blanks. */
export interface ProgramCount {
  readonly times: Record<string, number>;
  readonly programs: Record<string, number>;
  readonly pids: Record<string, number>;
  readonly levels: Record<string, number>;
  readonly errors: Record<string, number>;
  /** Of what is left of the lines. */
  readonly messageChars: number;
}

/** `Jun 14 15:16:01 host program[pid]: message`, all of it in 2015 (read on the first day of 2016). */
export function countSyslog(lines: readonly string[]): ProgramCount {
  const count = emptyCount();
  for (const line of lines) {
    const month = String(months.indexOf(line.slice(0, 3)) / 3 + 1).padStart(2, '0');
    add(count.times, `2015-${month}-${line.slice(4, 6).replace(' ', '0')}T${line.slice(7, 15)}.000Z`);
    const afterHost = line.slice(line.indexOf(' ', 16) + 1);
    const word = afterHost.slice(0, afterHost.indexOf(' '));
    const isProgram = word.endsWith(':');
    count.messageChars += isProgram ? afterHost.length - word.length - 1 : afterHost.length;
    if (!isProgram) continue;
    const [program = '', pid = ''] = word.slice(0, -1).replace(']', '').split('[');
    add(count.programs, program);
    if (pid !== '') add(count.pids, pid);
  }
  return count;
}

/** `2015-10-18 18:01:47,978 INFO [thread] logger: message`, and lines that go on with the one before. */
export function countLog4j(lines: readonly string[]): ProgramCount {
  const count = emptyCount();
  let time = '';
  for (const line of lines) {
    const isTimed = line.startsWith('2015-10-');
    if (isTimed) time = `${line.slice(0, 10)}T${line.slice(11, 19)}.${line.slice(20, 23)}Z`;
    add(count.times, time);
    if (isTimed) add(count.levels, line.slice(24, line.indexOf(' ', 24)));
    else add(count.errors, 'unparsed_line');
    count.messageChars += isTimed
      ? line.length - line.indexOf(': ', line.indexOf('] org.') + 2) - 2
      : line.length;
  }
  return count;
}

function emptyCount() {
  return { times: {}, programs: {}, pids: {}, levels: {}, errors: {}, messageChars: 0 };
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
