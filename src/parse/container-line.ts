import { parseIsoTime } from './time.ts';

/** How a container runtime writes what its containers print. */
export const containerFormats = ['docker', 'cri'] as const;
export type ContainerFormat = (typeof containerFormats)[number];

/** One line of a container's log file. */
export interface ContainerLine {
  /** `stdout` or `stderr`. */
  readonly stream: string;
  /** When it was printed, RFC 3339 with nanoseconds. */
  readonly time: string;
  /** The runtime cut a longer line, at 16 KiB: its next line of this stream goes on with it. */
  readonly isPartial: boolean;
  /** What was printed, without its newline. */
  readonly text: string;
  /** Labels and environment that Docker was told to write to each line. */
  readonly attributes?: { readonly [name: string]: string };
}

/** Reads one line (without its newline); undefined where it is none of a container. */
export type ContainerLineReader = (line: string) => ContainerLine | undefined;

export const readContainerLine: Record<ContainerFormat, ContainerLineReader> = {
  docker: readDockerLine,
  cri: readCriLine,
};

const criLine = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([A-Z])(?::\S*)?(?: |$)/;

/** `2016-10-06T00:17:09.669794202Z stdout P text`: `F` is the tag of whole lines (Kubernetes' kuberuntime logs.go). */
function readCriLine(line: string): ContainerLine | undefined {
  const match = criLine.exec(line);
  if (match === null) return undefined;
  const { 1: time = '', 2: stream = '', 3: tag = '' } = match;
  return { stream, time, isPartial: tag === 'P', text: line.slice(match[0].length) };
}

/** `{"log":"text\n","stream":"stdout","time":"…"}`: only what ends a line has its newline (Docker's json-file driver). */
function readDockerLine(line: string): ContainerLine | undefined {
  const value = parseObject(line);
  if (value === undefined) return undefined;
  // What is empty is left out.
  const { log = '', stream = '', time, attrs } = value;
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
  const isPartial = !log.endsWith('\n');
  const text = isPartial ? log : log.slice(0, log.endsWith('\r\n') ? -2 : -1);
  return { stream, time, isPartial, text, ...(isTexts(attrs) && { attributes: attrs }) };
}

function parseObject(line: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is { readonly [name: string]: string } {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([name, text]) => name !== '__proto__' && typeof text === 'string');
}

/** The times of lines in ms UTC; of neighbours that share their second, only the rest is read. */
export function containerTimes(): (time: string) => number | undefined {
  let lastSecond = '';
  let secondMs: number | undefined;
  return (time) => {
    const fraction = time.slice(19, 23);
    if (!/^\.\d{3}$/.test(fraction) || !time.endsWith('Z')) return parseIsoTime(time);
    const second = time.slice(0, 19);
    if (second !== lastSecond) {
      secondMs = parseIsoTime(second);
      lastSecond = second;
    }
    return secondMs === undefined ? undefined : secondMs + Number(fraction.slice(1));
  };
}
