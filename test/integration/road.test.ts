import { appendFileSync, copyFileSync, readFileSync, renameSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import { countLog, type LogCount } from './independent-count.ts';
import { Road } from './road.ts';
import { hasRealLog, sampleLines, sampleLog } from './samples.ts';

interface Buckets {
  readonly buckets: readonly {
    readonly key: string | number;
    readonly key_as_string?: string;
    readonly doc_count: number;
  }[];
}

interface FieldCounts {
  readonly hits: { readonly total: { readonly value: number } };
  readonly aggregations: {
    readonly statusCodes: Buckets;
    readonly days: Buckets;
    readonly bodyBytes: { readonly value: number };
    readonly places: { readonly value: number };
  };
}

interface Hits {
  readonly hits: { readonly hits: readonly { readonly _source: Record<string, unknown> }[] };
}

describe.skipIf(process.env['ENGINES'] === 'none')('10,000 lines from file to OpenSearch', () => {
  let sample: string;
  let expected: LogCount;
  let road: Road;

  beforeAll(async () => {
    const failure = inject('enginesFailure');
    if (failure !== '') throw new Error(failure);
    sample = await sampleLog();
    expected = countLog(readFileSync(sample, 'utf8'));
  });

  async function open(env: Record<string, string> = {}): Promise<Road> {
    road = new Road(inject('openSearchUrl'), inject('kinesisUrl'), env);
    await road.createStream();
    return road;
  }

  /** The whole sample over the road, both daemons ended as systemd ends them. */
  async function ship(): Promise<void> {
    copyFileSync(sample, road.log);
    const agent = road.startAgent();
    const consumer = road.startConsumer();
    await road.waitForDocuments(sampleLines);
    await agent.stop();
    await consumer.stop();
  }

  beforeEach(() => {
    road = undefined as unknown as Road; // Set by open(), ended by afterEach().
  });

  afterEach(async () => {
    await road?.end();
  });

  it('gives each line one document with the fields an independent count finds', async () => {
    await open();
    await ship();
    await expectTheSample();
    const shards = await road.recordsByShard();
    expect([...shards.values()].map((records) => records.length > 0)).toEqual([true, true, true, true]);
  });

  it('puts single records evenly: each of four shards gets 20 to 30 %', async () => {
    await open({ KINSHIP_FORMAT: 'single' });
    await ship();
    await expectTheSample();
    const counts = [...(await road.recordsByShard()).values()].map((records) => records.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sampleLines);
    for (const count of counts) {
      expect(count).toBeGreaterThanOrEqual(0.2 * sampleLines);
      expect(count).toBeLessThanOrEqual(0.3 * sampleLines);
    }
  });

  it.skipIf(!hasRealLog)('keeps the line that is cut off in the middle whole, and says why', async () => {
    await open();
    copyFileSync(sample, road.log);
    road.startAgent();
    road.startConsumer();
    await road.waitForDocuments(sampleLines);
    const { hits } = await road.search<Hits>({ query: { exists: { field: 'error.type' } } });
    const found = hits.hits.map(({ _source }) => [_source['message'], _source['error.type']]);
    expect(found).toEqual(expected.cutOff.map((line) => [line, 'unparsed_line']));
    expect(found).toHaveLength(1);
  });

  it('loses nothing and repeats nothing when agent and consumer are killed in the middle', async () => {
    await open();
    const writing = writeSlowly(readFileSync(sample));
    let agent = road.startAgent();
    let consumer = road.startConsumer();
    for (const documents of [1_000, 3_000, 5_000]) {
      await road.waitForDocuments(documents);
      await agent.kill();
      agent = road.startAgent();
      await road.waitForDocuments(documents + 1_000);
      await consumer.kill();
      consumer = road.startConsumer();
    }
    expect(await road.documents()).toBeLessThan(sampleLines); // The kills came in the middle.
    await writing;
    await road.waitForDocuments(sampleLines);
    await agent.stop();
    await consumer.stop();
    await expectTheSample();
  });

  it('loses nothing when the file is renamed and begun anew in the middle', async () => {
    await open();
    const bytes = readFileSync(sample);
    const middle = bytes.indexOf(0x0a, bytes.length / 2) + 1;
    const agent = road.startAgent();
    const consumer = road.startConsumer();
    appendFileSync(road.log, bytes.subarray(0, middle - 20)); // Half a line, finished after the rename.
    await road.waitForDocuments(1_000);
    renameSync(road.log, `${road.log}.1`);
    appendFileSync(`${road.log}.1`, bytes.subarray(middle - 20, middle));
    appendFileSync(road.log, bytes.subarray(middle));
    await road.waitForDocuments(sampleLines);
    await agent.stop();
    await consumer.stop();
    await expectTheSample();
  });

  it('reads the rest of a file that was renamed while the agent was down', async () => {
    await open();
    const bytes = readFileSync(sample);
    const middle = bytes.indexOf(0x0a, bytes.length / 2) + 1;
    const agent = road.startAgent();
    road.startConsumer();
    appendFileSync(road.log, bytes.subarray(0, middle / 2));
    await road.waitForDocuments(1_000);
    await agent.kill();
    appendFileSync(road.log, bytes.subarray(middle / 2, middle));
    renameSync(road.log, `${road.log}.1`);
    appendFileSync(road.log, bytes.subarray(middle));
    road.startAgent();
    await road.waitForDocuments(sampleLines);
    await expectTheSample();
  });

  /** A server that writes for some seconds, in pieces that do not end with their lines. */
  async function writeSlowly(bytes: Buffer): Promise<void> {
    const pieces = 100;
    const pieceBytes = Math.ceil(bytes.length / pieces);
    for (let piece = 0; piece < pieces; piece += 1) {
      appendFileSync(road.log, bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes));
      await systemClock.sleep(100);
    }
  }

  async function expectTheSample(): Promise<void> {
    const { hits, aggregations } = await road.search<FieldCounts>({
      size: 0,
      track_total_hits: true,
      aggs: {
        statusCodes: { terms: { field: 'http.response.status_code', size: 100 } },
        bodyBytes: { sum: { field: 'http.response.body.bytes' } },
        days: {
          date_histogram: {
            field: '@timestamp',
            calendar_interval: 'day',
            format: 'yyyy-MM-dd',
            min_doc_count: 1,
          },
        },
        places: {
          scripted_metric: {
            init_script: 'state.places = new HashSet()',
            map_script: "state.places.add(doc['log.file.generation'].value + ' ' + doc['log.offset'].value)",
            combine_script: 'return state.places',
            reduce_script:
              'Set all = new HashSet(); for (places in states) { all.addAll(places) } return all.size()',
          },
        },
      },
    });
    expect(hits.total.value).toBe(sampleLines);
    expect(aggregations.places.value).toBe(sampleLines);
    expect(asRecord(aggregations.statusCodes)).toEqual(expected.statusCodes);
    expect(aggregations.bodyBytes.value).toBe(expected.bodyBytes);
    expect(asRecord(aggregations.days)).toEqual(expected.days);
    expect(await road.indices()).toEqual(
      Object.keys(expected.days)
        .map((day) => day.replaceAll('-', '.'))
        .sort(),
    );
  }
});

function asRecord({ buckets }: Buckets): Record<string, number> {
  return Object.fromEntries(
    buckets.map(({ key, key_as_string, doc_count }) => [key_as_string ?? String(key), doc_count]),
  );
}
