import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour.ts';
import type { Context } from './context.ts';
import { invalidInput, refused } from './refusal.ts';

export const tagBehaviours: readonly Behaviour[] = [
  {
    name: 'tags are added, and one that is there already is overwritten',
    source: 'AddTagsToStream: Description',
    async run(context) {
      const { name } = await context.stream();
      await context.kinesis.addTagsToStream({ StreamName: name, Tags: { team: 'shop', stage: 'test' } });
      await context.kinesis.addTagsToStream({ StreamName: name, Tags: { stage: 'live', cost: '1' } });
      assert.deepEqual(await tagsOf(context, name), { cost: '1', stage: 'live', team: 'shop' });
    },
  },
  {
    name: 'tags that CreateStream is given are there',
    source: 'CreateStream: Tags',
    async run(context) {
      const { name } = await context.stream({ Tags: { team: 'shop' } });
      assert.deepEqual(await tagsOf(context, name), { team: 'shop' });
    },
  },
  {
    name: 'tags are removed, and one that is not there is ignored',
    source: 'RemoveTagsFromStream: Description',
    async run(context) {
      const { name } = await context.stream();
      await context.kinesis.addTagsToStream({ StreamName: name, Tags: { team: 'shop', stage: 'test' } });
      await context.kinesis.removeTagsFromStream({ StreamName: name, TagKeys: ['stage', 'colour'] });
      assert.deepEqual(await tagsOf(context, name), { team: 'shop' });
    },
  },
  {
    name: 'tags are listed in pages of Limit, each going on behind ExclusiveStartTagKey',
    source: 'ListTagsForStream: Request Parameters',
    async run(context) {
      const { name } = await context.stream();
      await context.kinesis.addTagsToStream({ StreamName: name, Tags: { a: '1', b: '2', c: '3' } });
      const first = await context.kinesis.listTagsForStream({ StreamName: name, Limit: 2 });
      assert.equal(first.Tags?.length, 2);
      assert.equal(first.HasMoreTags, true);
      const last = first.Tags.at(-1)?.Key;
      const rest = { StreamName: name, Limit: 2, ExclusiveStartTagKey: last };
      const second = await context.kinesis.listTagsForStream(rest);
      assert.equal(second.HasMoreTags, false);
      const keys = [...first.Tags, ...(second.Tags ?? [])].map(({ Key }) => Key);
      assert.deepEqual(keys.toSorted(), ['a', 'b', 'c']);
    },
  },
  {
    name: 'the key of a tag has at most 128 characters, its value at most 256',
    source: 'Tag: Key',
    async run(context) {
      const { name } = await context.stream();
      const longest = { ['k'.repeat(128)]: 'v'.repeat(256) };
      await context.kinesis.addTagsToStream({ StreamName: name, Tags: longest });
      assert.deepEqual(await tagsOf(context, name), longest);
      for (const Tags of [{ ['k'.repeat(129)]: 'value' }, { key: 'v'.repeat(257) }]) {
        await refused(context.kinesis.addTagsToStream({ StreamName: name, Tags }), invalidInput);
      }
    },
  },
  {
    name: 'a stream has at most 50 tags',
    source: 'AddTagsToStream: Description',
    async run(context) {
      const { name } = await context.stream();
      const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
      // Ten a call: so many it always was, and the whole 50 it became.
      for (let at = 0; at < keys.length; at += 10) {
        const Tags = Object.fromEntries(keys.slice(at, at + 10).map((key) => [key, 'value']));
        await context.kinesis.addTagsToStream({ StreamName: name, Tags });
      }
      assert.equal(Object.keys(await tagsOf(context, name)).length, 50);
      const more = context.kinesis.addTagsToStream({ StreamName: name, Tags: { more: 'value' } });
      await refused(more, ['LimitExceededException', ...invalidInput]);
    },
  },
];

/** All of them, however many one answer gives. */
async function tagsOf(context: Context, name: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (;;) {
    const after = Object.keys(tags).at(-1);
    const page = { StreamName: name, ...(after !== undefined && { ExclusiveStartTagKey: after }) };
    const { Tags = [], HasMoreTags } = await context.kinesis.listTagsForStream(page);
    for (const { Key = '', Value = '' } of Tags) tags[Key] = Value;
    if (HasMoreTags !== true || Tags.length === 0) return tags;
  }
}
