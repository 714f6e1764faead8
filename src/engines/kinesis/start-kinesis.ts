import { addressWay } from '../address.ts';
import { dockerWay } from '../docker.ts';
import type { Engine } from '../engine.ts';
import { openFirst } from '../ways.ts';
import { kinesaliteProcess } from './kinesalite.ts';
import { kinesisLocalProcess } from './kinesis-local.ts';
import type { KinesisOptions } from './options.ts';

/** Later images want an account. */
const image = 'localstack/localstack:4.14.0';

/**
 * Kinesis: at AWS_ENDPOINT_URL_KINESIS or AWS_ENDPOINT_URL, else LocalStack in Docker, else kinesalite as a process.
 * Throws EngineUnavailableError when none of the three is to be had, EngineError when a start fails.
 */
export function startKinesis(options: KinesisOptions): Promise<Engine> {
  if (options.kind === 'kinesalite') return openFirst('kinesalite', [kinesaliteWay(options)]);
  if (options.kind === 'kinesis-local') return openFirst('kinesis-local', [kinesisLocalWay(options)]);
  return openFirst('Kinesis', [
    addressWay('Kinesis', ['AWS_ENDPOINT_URL_KINESIS', 'AWS_ENDPOINT_URL'], options),
    dockerWay(localStack, options),
    kinesaliteWay(options),
  ]);
}

function kinesaliteWay(options: KinesisOptions) {
  return { advice: 'install the package kinesalite (npm install)', open: () => kinesaliteProcess(options) };
}

function kinesisLocalWay(options: KinesisOptions) {
  return {
    advice: 'install the package kinesis-local (npm install)',
    open: () => kinesisLocalProcess(options),
  };
}

const localStack = {
  engine: 'Kinesis',
  image,
  port: 4566,
  dataPath: '/var/lib/localstack',
  readyPath: '/_localstack/health',
  environment: { SERVICES: 'kinesis', PERSISTENCE: '1', EAGER_SERVICE_LOADING: '1' },
};
