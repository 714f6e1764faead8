/** What kinship makes of a key: `done`; `differently`, with the reason; `unused`, for there is no use for it here. */
export interface KeyRule {
  readonly is: 'done' | 'differently' | 'unused';
  /** Which option of ours it is, or the reason. */
  readonly note: string;
}

const done = (note: string): KeyRule => ({ is: 'done', note });
const differently = (note: string): KeyRule => ({ is: 'differently', note });
const unused = (note: string): KeyRule => ({ is: 'unused', note });

const noCloudWatch = unused('there are no CloudWatch metrics; Prometheus reads them at `/metrics`');
const noThreads = unused(
  'calls are bounded by `callsMax` and memory by `pendingBytesMax`; there are no threads',
);
const ownConnections = unused('connections are kept alive, opened within 5 s and answered within 30 s');
const noJava = unused('a Java class cannot run here; credentials come from where the AWS SDK looks');

/** The keys at the top of agent.json (amazon-kinesis-agent 2.0.13). */
export const agentKeys: Readonly<Record<string, KeyRule>> = {
  flows: done('`flows`'),
  awsAccessKeyId: done('`output.credentials`'),
  awsSecretAccessKey: done('`output.credentials`'),
  assumeRoleARN: done('`output.assumeRole.arn`'),
  assumeRoleExternalId: done('`output.assumeRole.externalId`'),
  'kinesis.endpoint': done(
    '`output.endpoint`, or `output.region` where it is a region’s own; without it us-east-1, as there',
  ),
  'kinesis.region': done('`output.region`'),
  'firehose.endpoint': done(
    '`output.endpoint`, or `output.region` where it is a region’s own; without it us-east-1, as there',
  ),
  'sts.endpoint': done('`output.assumeRole.endpoint`'),
  checkpointFile: done('positions in it are taken over at the first start'),
  checkpointTimeToLiveDays: differently('positions are kept as long as their files'),
  'checkpoints.queryTimeoutSeconds': unused('positions are in no database'),
  'checkpoints.connectionTimeoutSeconds': unused('positions are in no database'),
  shutdownTimeoutMillis: differently('what was read is delivered for at most 25 s'),
  'cloudwatch.emitMetrics': noCloudWatch,
  'cloudwatch.endpoint': noCloudWatch,
  'cloudwatch.namespace': noCloudWatch,
  'cloudwatch.tagInstance': noCloudWatch,
  'cloudwatch.metricsBufferTimeMillis': noCloudWatch,
  'cloudwatch.metricsQueueSize': noCloudWatch,
  'log.emitMetrics': unused('figures are at `/metrics`'),
  'log.emitInternalMetrics': unused('figures are at `/metrics`'),
  'log.statusReportingPeriodSeconds': unused('figures are at `/metrics`'),
  maxSendingThreads: noThreads,
  maxSendingThreadsPerCore: noThreads,
  sendingThreadsKeepAliveMillis: noThreads,
  sendingThreadsMaxQueueSize: noThreads,
  maxConnections: ownConnections,
  connectionTimeoutMillis: ownConnections,
  connectionTTLMillis: ownConnections,
  socketTimeoutMillis: ownConnections,
  useTcpKeepAlive: ownConnections,
  useHttpGzip: unused('`--blocks` compresses what is sent'),
  userAgent: unused('calls are named by the SDK'),
  userAgentOverride: unused('calls are named by the SDK'),
  'userDefinedCredentialsProvider.classname': noJava,
  'userDefinedCredentialsProvider.location': noJava,
};

const ownRetries = unused('what fails is repeated after 100 ms, later after up to 10 s, without end');

/** The keys of a flow. */
export const flowKeys: Readonly<Record<string, KeyRule>> = {
  filePattern: differently(
    '`inputs[].paths`: all files that match are followed, not one at a time; a name that begins with a dot only by a pattern that does',
  ),
  kinesisStream: done('`output.stream`'),
  deliveryStream: done('`output.deliveryStream`'),
  partitionKeyOption: differently(
    '`RANDOM` spreads records evenly over the shards; `DETERMINISTIC` is the MD5 of the record, where amazon-kinesis-agent takes that of its whole read buffer and so gives all records of one read the same key',
  ),
  initialPosition: differently(
    '`inputs[].startAt`: START_OF_FILE begins all files that are there, not the newest alone',
  ),
  maxBufferAgeMillis: done('`output.flushDelayMs`'),
  maxBufferSizeRecords: done('`output.compat.bufferRecordsMax`'),
  maxBufferSizeBytes: done('`output.compat.bufferBytesMax`'),
  minTimeBetweenFilePollsMillis: done('`inputs[].pollDelayMs`'),
  maxTimeBetweenFileTrackerRefreshMillis: done('`inputs[].discoverDelayMs`'),
  multiLineStartPattern: differently(
    '`inputs[].multiline`: the last event waits a second for more lines, where amazon-kinesis-agent sends what it has',
  ),
  skipHeaderLines: done('`inputs[].skipHeaderLines`'),
  fileFooterPattern: differently('files are read to their end, what stands behind the footer too'),
  truncatedRecordTerminator: differently(
    '`output.compat.truncatedRecordTerminator`: a longer line goes on in further records, and nothing is cut off',
  ),
  dataProcessingOptions: done('`output.compat.dataProcessingOptions`'),
  aggregatedRecordSizeBytes: differently(
    '`output.joinedBytesMax`: lines are joined after they were processed',
  ),
  publishQueueCapacity: differently('memory is bounded in bytes: `output.pendingBytesMax`'),
  retryInitialBackoffMillis: ownRetries,
  retryMaxBackoffMillis: ownRetries,
  waitOnFullPublishQueueMillis: unused('reading stops while there is no room'),
  waitOnEmptyPublishQueueMillis: unused('nothing waits for an empty queue'),
  waitOnFullRetryQueueMillis: unused('reading stops while there is no room'),
  'log.emitInternalMetrics': unused('figures are at `/metrics`'),
};

/** What the data processing options may have beside their name. */
export const processingKeys: Readonly<Record<string, Readonly<Record<string, KeyRule>>>> = {
  SINGLELINE: { parseOptions: done('the same') },
  CSVTOJSON: {
    customFieldNames: done('the same'),
    delimiter: done('the same'),
    jsonFormat: done('the same'),
  },
  LOGTOJSON: {
    logFormat: done('the same'),
    matchPattern: differently(
      'lines that do not match become dead letters, where amazon-kinesis-agent drops them; possessive quantifiers and atomic groups are taken for plain ones',
    ),
    customFieldNames: done('the same'),
    jsonFormat: done('the same'),
  },
  ADDMETADATA: {
    metadata: differently('the same, but a number such as 1.0 is written as 1'),
    timestamp: done('the same'),
    jsonFormat: done('the same'),
  },
  ADDEC2METADATA: {
    metadataTTL: differently(
      'the line goes on as it is: what amazon-kinesis-agent does where it finds no metadata',
    ),
    logFormat: unused('the line goes on as it is'),
    jsonFormat: unused('the line goes on as it is'),
  },
  ADDBRACKETS: {},
};
