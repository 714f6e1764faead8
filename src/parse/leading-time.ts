import { ownTimeLayout, type ReadTime, type TimeLayout } from './time-layout.ts';
import { inRange } from './time-parts.ts';
import type { TimeZone } from './time-zone.ts';

/**
 * How programs write a time, each in its own shape, so that no text is read by two of them. `%1` is `T` or a blank,
 * `%2` a fraction and `%3` a zone, both of which may be left out.
 */
const layouts: readonly string[] = [
  '%Y-%m-%d%1%H:%M:%S%2%3', // RFC 3339, log4j, logback, Python, macOS
  '%Y/%m/%d %H:%M:%S%2%3', // Go, nginx
  '%d/%b/%Y:%H:%M:%S %z', // the access logs of Apache and nginx
  '%b %e %H:%M:%S%2', // syslog
  '%b %e %Y %H:%M:%S%2',
  '%a %b %e %H:%M:%S%2 %Y', // ctime, the error log of Apache
  '%a %b %e %H:%M:%S %Z %Y', // date(1)
  '%a, %d %b %Y %H:%M:%S %z', // RFC 5322
  '%a, %d %b %Y %H:%M:%S %Z', // RFC 9110
  '%d-%b-%Y %H:%M:%S%2%3', // Tomcat
  '%d %b %Y %H:%M:%S%2%3', // Redis
];

/** Reads a time in any of the layouts that programs write, or seconds (or ms, µs, ns) since 1970. */
export function leadingTime(zone: TimeZone): TimeLayout {
  const all = [...layouts.map((layout) => ownTimeLayout(layout, zone)), epochTime];
  let last = epochTime;
  return (text, at) => {
    const read = last(text, at); // Neighbours in a log share their layout.
    if (read !== undefined) return read;
    for (const layout of all) {
      const other = layout(text, at);
      if (other === undefined) continue;
      last = layout;
      return other;
    }
    return undefined;
  };
}

/** Units by the digits of a number from 2001 to 2286: 10^9 s was in 2001. */
const epoch = /(\d{10})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?(?![\w.])/y;

function epochTime(text: string, at: number): ReadTime | undefined {
  epoch.lastIndex = at;
  const match = epoch.exec(text);
  if (match === null) return undefined;
  const digits = match[2] ?? match[3] ?? '';
  const timeMs = inRange(Number(match[1]) * 1000 + Number(digits.slice(0, 3).padEnd(3, '0')));
  return { end: epoch.lastIndex, timeMs, isExact: /^0*$/.test(digits.slice(3)) };
}
