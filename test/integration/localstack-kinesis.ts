type Variables = Readonly<Record<string, string>>;

/** Every change of a stream takes the same time. */
const durations = [
  ...[
    'CREATE_STREAM',
    'DELETE_STREAM',
    'SPLIT_SHARD',
    'MERGE_SHARDS',
    'UPDATE_SHARD_COUNT',
    'UPDATE_STREAM_MODE',
  ],
  ...[
    'REGISTER_STREAM_CONSUMER',
    'DEREGISTER_STREAM_CONSUMER',
    'START_STREAM_ENCRYPTION',
    'STOP_STREAM_ENCRYPTION',
  ],
];

/**
 * What LocalStack 4.14 makes of its variables for kinesis-mock, which it runs as a process: its file
 * localstack/services/kinesis/kinesis_mock_server.py. kinesis-mock is the npm package kinesis-local.
 */
const translations: Readonly<Record<string, (value: string) => Variables>> = {
  KINESIS_LATENCY: (ms) => Object.fromEntries(durations.map((name) => [`${name}_DURATION`, `${ms}ms`])),
  KINESIS_SHARD_LIMIT: (count) => ({ SHARD_LIMIT: count }),
  KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT: (count) => ({ ON_DEMAND_STREAM_COUNT_LIMIT: count }),
  KINESIS_MOCK_PERSIST_INTERVAL: (interval) => ({ PERSIST_INTERVAL: interval }),
  LS_LOG: (level) => ({ LOG_LEVEL: level.toUpperCase() }),
  // It always saves; this decides that the file is one that lasts.
  PERSISTENCE: (flag) => ({ SHOULD_PERSIST_DATA: String(flag === '1') }),
};

/** What concerns LocalStack alone, or our hook. */
const foreign = [
  'SERVICES',
  'DISABLE_EVENTS',
  'SKIP_SSL_CERT_DOWNLOAD',
  'SHUTDOWN_TIMEOUT',
  'AWS_REGION',
  'KINSHIP_STREAM',
  'KINSHIP_SHARDS',
];

/** The environment of kinesis-mock inside a LocalStack with this environment. Throws at a variable it does not know. */
export function kinesisMockEnvironment(localStack: Variables): Record<string, string> {
  const ours = Object.entries(localStack).filter(([name]) => !foreign.includes(name));
  return Object.assign({}, ...ours.map(([name, value]) => translate(name, value)));
}

function translate(name: string, value: string): Variables {
  const translation = translations[name];
  if (translation === undefined)
    throw new Error(`what does LocalStack do with ${name}? Say it in this table`);
  return translation(value);
}
