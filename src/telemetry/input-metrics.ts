import { counter, gauge, labelled } from './agent-metric.ts';
import type { InputTelemetry } from './inputs.ts';
import type { Metric } from './prometheus.ts';

/** Metrics of the inputs that are sent to, and of the spool; docs/operating.md tells of each. */
export function inputMetrics({ counts, connections, spool }: InputTelemetry): Metric[] {
  const by = (name: Parameters<typeof counts.get>[0]) => labelled('input', counts.byLabel(name));
  return [
    counter('received_messages_total', 'Messages taken into the spool, by input.', by('received')),
    counter('received_bytes_total', 'Bytes of these messages, by input.', by('receivedBytes')),
    counter(
      'dropped_messages_total',
      'Messages over UDP that there was no room for, by input: they are lost.',
      by('dropped'),
    ),
    counter(
      'malformed_messages_total',
      'What was not what it should be, and was left out, by input.',
      by('malformed'),
    ),
    counter(
      'refused_connections_total',
      'Connections that were not taken, or ended for what they sent, by input.',
      by('refused'),
    ),
    gauge('connections', 'Connections that are open, by input.', labelled('input', connections)),
    gauge(
      'spool_bytes',
      'Bytes of the spool on the disk.',
      spool === undefined ? [] : [{ value: spool.bytes }],
    ),
    gauge(
      'spool_bytes_max',
      'What they may be: spoolBytesMax.',
      spool === undefined ? [] : [{ value: spool.bytesMax }],
    ),
    counter('spool_damaged_bytes_total', 'Bytes of the spool that were damaged: their messages are lost.', [
      { value: counts.get('spoolLostBytes') },
    ]),
  ];
}
