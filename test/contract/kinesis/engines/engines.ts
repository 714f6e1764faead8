import { kinesaliteProcess } from '../../../../src/engines/kinesis/kinesalite.ts';
import { kinesisLocalProcess } from '../../../../src/engines/kinesis/kinesis-local.ts';
import { kinshipLocalProcess } from '../../../../src/engines/kinesis/kinship-local.ts';
import type { Patience } from '../clients.ts';
import type { EngineName, EngineUnderTest } from './engine.ts';
import { startFerrokinesis } from './ferrokinesis.ts';

/** Changes take some 50 ms here; the longest wait is for what stays away, and the pause of GetRecords. */
const onThisMachine: Patience = { limitMs: 15_000, pollDelayMs: 100 };
/** A stream of AWS is made in half a minute, and scaled in some minutes. */
const inTheCloud: Patience = { limitMs: 600_000, pollDelayMs: 1_000 };

const kinesisLocalSettings = {
  // Saving all that it has every second, and a log of every call, would be most of its work.
  SHOULD_PERSIST_DATA: 'false',
  LOG_LEVEL: 'ERROR',
  // Under load it takes longer to say that a stream is CREATING than a stream is by our default.
  CREATE_STREAM_DURATION: '500ms',
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The engines of one run: the one of KINSHIP_CONTRACT_KINESIS (`aws`, or a URL), or else all that start as processes;
 * ferrokinesis is one of them where KINSHIP_FERROKINESIS names its program.
 */
export function enginesUnderTest(env: Environment): readonly EngineUnderTest[] {
  const place = env['KINSHIP_CONTRACT_KINESIS'];
  if (place !== undefined && place !== '') return [elsewhere(place)];
  const ferrokinesis = env['KINSHIP_FERROKINESIS'];
  return [
    {
      ...asProcess('kinship local', (folder) => kinshipLocalProcess(inFolder(folder, env))),
      pushesOver: 'http2',
    },
    asProcess('kinesalite', (folder) => kinesaliteProcess(inFolder(folder, env))),
    asProcess('kinesis-local', (folder) => {
      return kinesisLocalProcess({ ...inFolder(folder, env), environment: kinesisLocalSettings });
    }),
    ...(ferrokinesis === undefined || ferrokinesis === ''
      ? []
      : [asProcess('ferrokinesis', (folder) => startFerrokinesis(ferrokinesis, folder))]),
  ];
}

function asProcess(name: EngineName, start: EngineUnderTest['start']): EngineUnderTest {
  return { name, listed: name, patience: onThisMachine, pushesOver: 'http1', start };
}

function elsewhere(place: string): EngineUnderTest {
  const isAws = place === 'aws';
  return {
    name: isAws ? 'Kinesis (AWS)' : place,
    listed: undefined,
    patience: isAws ? inTheCloud : onThisMachine,
    pushesOver: isAws || place.startsWith('https:') ? 'http2' : 'http1',
    start: async () => ({ url: isAws ? undefined : place, stop: async () => {} }),
  };
}

function inFolder(folder: string, env: Environment) {
  return { dataDir: folder, cacheDir: folder, env, progress: () => {} };
}
