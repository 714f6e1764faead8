import { expect, test } from 'vitest';
import { KinesisError, type KinesisErrorName } from '../../../../src/local-stream/core/errors.ts';

test.each<[name: KinesisErrorName, status: number]>([
  ['InternalFailure', 500],
  ['ServiceUnavailable', 503],
  ['ProvisionedThroughputExceededException', 400],
  ['ResourceNotFoundException', 400],
])('%s is answered with %i', (name, status) => {
  const error = new KinesisError(name, 'why');
  expect([error.name, error.message, error.status]).toEqual([name, 'why', status]);
});
