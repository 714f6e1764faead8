import type { EngineName } from '../engines/engine.ts';
import type { Deviation } from './deviation.ts';
import { ferrokinesisDeviations } from './ferrokinesis.ts';
import { kinesaliteDeviations } from './kinesalite.ts';
import { kinesisLocalDeviations } from './kinesis-local.ts';

export const deviations: Readonly<Record<EngineName, readonly Deviation[]>> = {
  'kinship local': [],
  kinesalite: kinesaliteDeviations,
  'kinesis-local': kinesisLocalDeviations,
  ferrokinesis: ferrokinesisDeviations,
};
