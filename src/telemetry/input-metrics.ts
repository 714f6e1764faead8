import type { InputTelemetry } from './inputs.ts';
import type { Metric, Sample } from './prometheus.ts';

/** Metrics of the inputs that are sent to, and of the spool; docs/operating.md tells of each. */
export function inputMetrics({ counts, connections, spool }: InputTelemetry): Metric[] {
  const by = (name: Parameters<typeof counts.get>[0]) => labelled(counts.byLabel(name));
  const gauge = { type: 'gauge' } as const;
  const counter = { type: 'counter' } as const;
  return [
    {
      ...counter,
      name: 'kinship_agent_received_messages_total',
      help: 'Messages taken into the spool, by input.',
      samples: by('received'),
    },
    {
      ...counter,
      name: 'kinship_agent_received_bytes_total',
      help: 'Bytes of these messages, by input.',
      samples: by('receivedBytes'),
    },
    {
      ...counter,
      name: 'kinship_agent_dropped_messages_total',
      help: 'Messages over UDP that there was no room for, by input: they are lost.',
      samples: by('dropped'),
    },
    {
      ...counter,
      name: 'kinship_agent_malformed_messages_total',
      help: 'What was not what it should be, and was left out, by input.',
      samples: by('malformed'),
    },
    {
      ...counter,
      name: 'kinship_agent_refused_connections_total',
      help: 'Connections that were not taken, or ended for what they sent, by input.',
      samples: by('refused'),
    },
    {
      ...gauge,
      name: 'kinship_agent_connections',
      help: 'Connections that are open, by input.',
      samples: labelled(connections),
    },
    {
      ...gauge,
      name: 'kinship_agent_spool_bytes',
      help: 'Bytes of the spool on the disk.',
      samples: spool === undefined ? [] : [{ value: spool.bytes }],
    },
    {
      ...gauge,
      name: 'kinship_agent_spool_bytes_max',
      help: 'What they may be: spoolBytesMax.',
      samples: spool === undefined ? [] : [{ value: spool.bytesMax }],
    },
    {
      ...counter,
      name: 'kinship_agent_spool_damaged_bytes_total',
      help: 'Bytes of the spool that were damaged: their messages are lost.',
      samples: [{ value: counts.get('spoolLostBytes') }],
    },
  ];
}

function labelled(counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([input, value]) => ({ labels: { input }, value }));
}
