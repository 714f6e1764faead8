/**
 * Stands in for LocalStack's `awslocal` where the hook in config/deploy/localstack runs without LocalStack: the two
 * calls that it makes, at the address in AWS_ENDPOINT_URL_KINESIS. As with the AWS CLI, a failing call prints its error
 * and exits with another code than 0.
 */
import { parseArgs } from 'node:util';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { region: text, 'stream-name': text, 'shard-count': text, query: text, output: text },
});
const { region = '', 'stream-name': StreamName = '' } = values;
const client = new KinesisClient({ region, requestHandler: new NodeHttpHandler() });

const calls: Readonly<Record<string, () => Promise<string>>> = {
  'kinesis create-stream': async () => {
    await client.send(new CreateStreamCommand({ StreamName, ShardCount: Number(values['shard-count']) }));
    return '';
  },
  'kinesis describe-stream-summary --query StreamDescriptionSummary.StreamStatus --output text': async () => {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    return `${StreamDescriptionSummary?.StreamStatus}\n`;
  },
};

const { query, output } = values;
const asked = [...positionals, ...(query ? ['--query', query] : []), ...(output ? ['--output', output] : [])];
const call = calls[asked.join(' ')];
if (call === undefined) throw new Error(`awslocal ${asked.join(' ')} is not among what this stand-in can do`);
process.stdout.write(await call());
client.destroy();
