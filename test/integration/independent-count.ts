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
