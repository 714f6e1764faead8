import { addressWay } from '../address.ts';
import type { Engine } from '../engine.ts';
import { openFirst } from '../ways.ts';
import { kinesaliteProcess } from './kinesalite.ts';
import { kinesisLocalProcess } from './kinesis-local.ts';
import { kinshipLocalProcess } from './kinship-local.ts';
import type { KinesisOptions } from './options.ts';

/**
 * Kinesis: at AWS_ENDPOINT_URL_KINESIS or AWS_ENDPOINT_URL, else `kinship local`, which is always to be had; or the
 * emulator that `kind` names. Throws EngineUnavailableError when that one is not installed, EngineError when a start
 * fails.
 */
export function startKinesis(options: KinesisOptions): Promise<Engine> {
  switch (options.kind) {
    case 'kinesalite':
      return openFirst('kinesalite', [kinesaliteWay(options)]);
    case 'kinesis-local':
      return openFirst('kinesis-local', [kinesisLocalWay(options)]);
    case 'kinship-local':
      return kinshipLocalProcess(options);
    default:
      return openFirst('Kinesis', [
        addressWay('Kinesis', ['AWS_ENDPOINT_URL_KINESIS', 'AWS_ENDPOINT_URL'], options),
        { advice: 'run kinship local', open: () => kinshipLocalProcess(options) },
      ]);
  }
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
