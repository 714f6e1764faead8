import type { Behaviour, Theme } from './behaviour.ts';
import { closedShardBehaviours } from './closed-shard.ts';
import { consumerBehaviours } from './consumers.ts';
import { fanOutBehaviours } from './fan-out.ts';
import { iteratorBehaviours } from './iterators.ts';
import { listBehaviours } from './lists.ts';
import { putBehaviours } from './put.ts';
import { putLimitBehaviours } from './put-limits.ts';
import { readBehaviours } from './read.ts';
import { reshardBehaviours } from './reshard.ts';
import { scaleBehaviours } from './scale.ts';
import { settingBehaviours } from './settings.ts';
import { shardFilterBehaviours } from './shard-filters.ts';
import { streamBehaviours } from './streams.ts';
import { tagBehaviours } from './tags.ts';
import { throughputBehaviours } from './throughput.ts';

/** The whole contract, in the order of its page: what reads and writes, and then what surrounds it. */
export const themes: readonly Theme[] = [
  { title: 'Streams', behaviours: streamBehaviours },
  { title: 'Putting records', behaviours: putBehaviours },
  { title: 'What one put may hold', behaviours: putLimitBehaviours },
  { title: 'Iterators', behaviours: iteratorBehaviours },
  { title: 'Reading records', behaviours: readBehaviours },
  { title: 'Throughput', behaviours: throughputBehaviours },
  { title: 'Enhanced fan-out', behaviours: fanOutBehaviours },
  { title: 'Consumers', behaviours: consumerBehaviours },
  { title: 'Splitting and merging', behaviours: reshardBehaviours },
  { title: 'Closed shards', behaviours: closedShardBehaviours },
  { title: 'Scaling', behaviours: scaleBehaviours },
  { title: 'Filters of ListShards', behaviours: shardFilterBehaviours },
  { title: 'Lists in pages', behaviours: listBehaviours },
  { title: 'Settings', behaviours: settingBehaviours },
  { title: 'Tags', behaviours: tagBehaviours },
];

export const behaviours: readonly Behaviour[] = themes.flatMap((theme) => theme.behaviours);
