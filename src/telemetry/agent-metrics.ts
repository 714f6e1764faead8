import type { AgentTelemetry } from './agent.ts';
import { counter, gauge, labelled } from './agent-metric.ts';
import type { FileLag } from './file-lag.ts';
import { inputMetrics } from './input-metrics.ts';
import type { Metric } from './prometheus.ts';
import type { ReloadTelemetry } from './reloads.ts';

/** Series of one metric that a scrape may hold for files; the rest stand together as `other`. Ours: one host, 100 logs. */
export const fileSeriesMax = 100;

/** What is scraped of the process itself. */
export interface ProcessFigures {
  readonly version: string;
  readonly nodeVersion: string;
  readonly startedMs: number;
  readonly residentBytes: number;
  readonly cpuMs: number;
  readonly nowMs: number;
}

/** What is told of one flow, and by which name; undefined for the only one of an agent. */
export interface FlowTelemetry {
  readonly flow: string | undefined;
  readonly telemetry: AgentTelemetry;
}

/** All metrics of an agent; docs/operating.md tells of each. Those of a flow that has a name are labelled by it. */
export function agentMetrics(
  flows: readonly FlowTelemetry[],
  reloads: ReloadTelemetry,
  process: ProcessFigures,
): Metric[] {
  const ofFlows = flows.map(({ flow, telemetry }) => {
    const metrics = [
      ...roadMetrics(telemetry, process.nowMs),
      ...fileMetrics(telemetry, process.nowMs),
      ...inputMetrics(telemetry.inputs),
    ];
    return flow === undefined ? metrics : metrics.map((metric) => withLabel(metric, { flow }));
  });
  return [...merged(ofFlows.flat()), ...agentWide(reloads), ...processMetrics(process)];
}

function withLabel(metric: Metric, label: Readonly<Record<string, string>>): Metric {
  const samples = metric.samples.map(({ labels, value }) => ({ labels: { ...label, ...labels }, value }));
  return { ...metric, samples };
}

/** The samples of one metric stand together (prometheus.io, "Exposition formats"). */
function merged(metrics: readonly Metric[]): Metric[] {
  const byName = new Map<string, Metric>();
  for (const metric of metrics) {
    const before = byName.get(metric.name)?.samples ?? [];
    byName.set(metric.name, { ...metric, samples: [...before, ...metric.samples] });
  }
  return [...byName.values()];
}

function agentWide({ counts }: ReloadTelemetry): Metric[] {
  return [
    counter(
      'config_reloads_total',
      'New configurations, by result: taken, or refused for a mistake in them.',
      labelled('result', counts.byLabel('reloads')),
    ),
  ];
}

function roadMetrics({ counts, progress, steps }: AgentTelemetry, nowMs: number): Metric[] {
  const total = (name: Parameters<typeof counts.get>[0]) => [{ value: counts.get(name) }];
  const by = (label: string, name: Parameters<typeof counts.get>[0]) => labelled(label, counts.byLabel(name));
  const stuck = {
    files: progress.stuckFiles().length > 0,
    road: progress.isRoadStuck(nowMs),
    loop: !progress.isTurning(nowMs),
  };
  return [
    counter('read_bytes_total', 'Bytes read from files and from the spool.', total('bytesRead')),
    counter(
      'read_lines_total',
      'Events read from files (lines, or several that are one), and messages from the spool.',
      total('linesRead'),
    ),
    counter(
      'parse_errors_total',
      'Lines kept whole because they are not of their format, by reason.',
      by('reason', 'linesUnparsed'),
    ),
    counter(
      'filtered_events_total',
      'Events that a step left out, by step and input.',
      steps.filtered.samples(),
    ),
    counter(
      'step_failures_total',
      'Events that a step could not do its work on and that were sent on as they were, by step and input.',
      steps.failed.samples(),
    ),
    counter('put_records_total', 'Records that Kinesis acknowledged, by shard.', by('shard', 'recordsPut')),
    counter('put_events_total', 'Events in these records, by shard.', by('shard', 'eventsPut')),
    counter('put_bytes_total', 'Bytes of these records, compressed, by shard.', by('shard', 'bytesPut')),
    counter(
      'throttled_records_total',
      'Records that Kinesis turned away for its limits, by shard.',
      by('shard', 'recordsThrottled'),
    ),
    counter('retried_records_total', 'Records that were put again, by shard.', by('shard', 'recordsRetried')),
    counter(
      'dead_letter_events_total',
      'Events in records refused for good, by code: kept in dead-letters.jsonl.',
      by('code', 'eventsDeadLettered'),
    ),
    gauge(
      'oldest_unacknowledged_age_seconds',
      'How long the oldest line that was read waits for its acknowledgement.',
      [{ value: seconds(progress.unacknowledgedMs(nowMs)) }],
    ),
    gauge(
      'last_acknowledged_time_seconds',
      'When Kinesis acknowledged something last, seconds since 1970; at first the start.',
      [{ value: seconds(progress.acknowledgedMs) }],
    ),
    gauge(
      'stuck',
      '1 where nothing moves that should: files (whole lines that are not read), road (lines that are not acknowledged), loop (the agent itself).',
      Object.entries(stuck).map(([what, is]) => ({ labels: { what }, value: Number(is) })),
    ),
    gauge('ready', 'What /readyz says: 1 is ready.', [
      { value: Number(progress.troubles(nowMs).length === 0) },
    ]),
  ];
}

function fileMetrics({ counts, progress }: AgentTelemetry, nowMs: number): Metric[] {
  const { files, unreadable } = progress;
  const states = {
    open: files.filter(({ isOpen }) => isOpen).length,
    rotated: files.filter(({ isOpen, isRotated }) => isOpen && isRotated).length,
    stuck: progress.stuckFiles().length,
    unreadable,
  };
  const behind = byPath(files, nowMs);
  return [
    gauge(
      'files',
      'Files, by state: open, of these rotated (under another name, read to the end), stuck, unreadable.',
      Object.entries(states).map(([state, value]) => ({ labels: { state }, value })),
    ),
    counter('files_opened_total', 'Files opened for reading.', [{ value: counts.get('filesOpened') }]),
    counter('files_rotated_total', 'Files that were renamed or deleted while open.', [
      { value: counts.get('filesRotated') },
    ]),
    counter('files_truncated_total', 'Files that became shorter than what was read of them.', [
      { value: counts.get('filesTruncated') },
    ]),
    counter('files_gone_total', 'Files that went away before all of them was read.', [
      { value: counts.get('filesGone') },
    ]),
    counter(
      'files_missed_total',
      'Files of which something was unread and that were not found under any name.',
      [{ value: counts.get('filesMissed') }],
    ),
    counter('vanished_bytes_total', 'Bytes of these files that were seen and not read.', [
      { value: counts.get('bytesVanished') },
    ]),
    counter('files_deleted_total', 'Files deleted because all of them was acknowledged.', [
      { value: counts.get('filesDeleted') },
    ]),
    counter('files_undeletable_total', 'Files that are to be deleted and may not be.', [
      { value: counts.get('filesUndeletable') },
    ]),
    counter('files_unreadable_total', 'Failures to open or read a file.', [
      { value: counts.get('filesUnreadable') },
    ]),
    counter('files_damaged_total', 'Compressed files of which not all could be decompressed.', [
      { value: counts.get('filesDamaged') },
    ]),
    gauge(
      'file_behind_bytes',
      'Bytes of a file that are not acknowledged yet.',
      behind.map(({ path, bytes }) => ({ labels: { path }, value: bytes })),
    ),
    gauge(
      'file_behind_seconds',
      'How long the oldest byte of a file that is not acknowledged has been there.',
      behind.map(({ path, ageMs }) => ({ labels: { path }, value: seconds(ageMs) })),
    ),
  ];
}

function processMetrics({ version, nodeVersion, startedMs, residentBytes, cpuMs }: ProcessFigures): Metric[] {
  return [
    gauge('build_info', 'Always 1; the labels tell the versions.', [
      { labels: { version, node: nodeVersion }, value: 1 },
    ]),
    // These names are the same for every program (prometheus.io, "Writing client libraries", process metrics).
    {
      name: 'process_start_time_seconds',
      help: 'When the process started, seconds since 1970.',
      type: 'gauge',
      samples: [{ value: seconds(startedMs) }],
    },
    {
      name: 'process_resident_memory_bytes',
      help: 'Memory of the process.',
      type: 'gauge',
      samples: [{ value: residentBytes }],
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'CPU time of the process.',
      type: 'counter',
      samples: [{ value: seconds(cpuMs) }],
    },
  ];
}

interface Behind {
  readonly path: string;
  readonly bytes: number;
  readonly ageMs: number;
}

/** Those furthest behind each by its path, the rest together: a host of 10,000 files must not make 10,000 series. */
function byPath(files: readonly FileLag[], nowMs: number): Behind[] {
  const paths = new Map<string, Behind>();
  for (const file of files)
    paths.set(file.path, together(file.path, [paths.get(file.path), of(file, nowMs)]));
  const sorted = [...paths.values()].sort(
    (left, right) => right.bytes - left.bytes || (left.path < right.path ? -1 : 1),
  );
  const rest = sorted.slice(fileSeriesMax);
  return rest.length === 0 ? sorted : [...sorted.slice(0, fileSeriesMax), together('other', rest)];
}

function of(file: FileLag, nowMs: number): Behind {
  return { path: file.path, bytes: file.behindBytes, ageMs: file.behindMs(nowMs) };
}

/** Bytes add up; the age is that of the oldest. */
function together(path: string, parts: readonly (Behind | undefined)[]): Behind {
  const known = parts.filter((part) => part !== undefined);
  return {
    path,
    bytes: known.reduce((sum, { bytes }) => sum + bytes, 0),
    ageMs: known.reduce((most, { ageMs }) => Math.max(most, ageMs), 0),
  };
}

function seconds(durationMs: number): number {
  return durationMs / 1000;
}
