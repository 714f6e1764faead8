import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { journaldInputOptions } from '../../../../src/sources/journald/options.ts';
import { ReceiverStory } from '../../../fakes/receiver-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'kinship-journald-'));
const command = join(folder, 'journalctl');
afterAll(() => rmSync(folder, { recursive: true }));

let receiver: ReceiverStory;
beforeEach(() => {
  receiver = new ReceiverStory();
});
afterEach(() => receiver.stop());

/** A program in the place of journalctl: entries from the one behind the cursor on, and then `end`. */
function journalctl(end: string): void {
  const script = `#!/bin/sh
next=1
for argument in "$@"; do case "$argument" in --after-cursor=*) next=$((\${argument#--after-cursor=} + 1));; esac; done
for number in $next $((next + 1)); do
  printf '{"__CURSOR":"%s","MESSAGE":"entry %s","__REALTIME_TIMESTAMP":"%s000"}\\n' $number $number $number
done
${end}
`;
  writeFileSync(command, script);
  chmodSync(command, 0o755);
}

function follow(options: object = {}): void {
  receiver.start(journaldInputOptions.parse({ type: 'journald', command, ...options }));
}

it('follows on behind the last entry that is in the spool, whenever journalctl ends', async () => {
  journalctl('echo "the journal was rotated" >&2; exit 3');
  follow();
  await receiver.until(() => receiver.intake.messages.length >= 4);
  expect(receiver.intake.lines.slice(0, 4)).toEqual(['entry 1', 'entry 2', 'entry 3', 'entry 4']);
  expect(receiver.intake.messages[2]).toMatchObject({ cursor: '3', timeMs: 3 });
  expect(receiver.told.join('')).toContain('journalctl ended with 3: the journal was rotated');
});

it('a stop ends journalctl', async () => {
  journalctl('exec sleep 1000');
  follow();
  await receiver.until(() => receiver.intake.messages.length === 2);
  await receiver.stop();
});

it('a journalctl that is not there is told, with what to do, and not tried all the time', async () => {
  follow({ command: join(folder, 'missing') });
  await receiver.until(() => receiver.told.some((line) => line.includes('cannot be started')));
  expect(receiver.told.join('')).toContain('install systemd');
  expect([...receiver.telemetry.troubles.values()]).toEqual(['journald cannot be followed']);
  expect(receiver.told.filter((line) => line.includes('"following"'))).toHaveLength(1);
});

it('what is no entry is left out, counted, and told', async () => {
  journalctl('echo "no entry"; echo "{}"; exec sleep 1000');
  follow();
  await receiver.until(() => receiver.telemetry.counts.get('malformed') === 2);
  expect(receiver.intake.messages).toHaveLength(2);
});
