import { describe, expect, it } from 'vitest';
import { readJournalEntry } from '../../../../src/sources/journald/entry.ts';
import { journaldInputOptions } from '../../../../src/sources/journald/options.ts';
import { argumentsOf } from '../../../../src/sources/journald/receiver.ts';

/** From `journalctl -o json --all` of systemd 252. */
const recorded =
  '{"__CURSOR":"s=097f411d14194844b9a161bb0a7eeddf;i=4;b=0123456789abcdef0123456789abcdef;m=3eb;t=64c2bc7194e08;x=cc75e8c9a98a313","SYSLOG_FACILITY":"3","_MACHINE_ID":"fedcba9876543210fedcba9876543210","SYSLOG_IDENTIFIER":"app","_TRANSPORT":"journal","_SYSTEMD_UNIT":"app.service","_HOSTNAME":"web-1","_PID":"77","PRIORITY":"3","_UID":"1000","__MONOTONIC_TIMESTAMP":"1003","MESSAGE":[98,105,110,32,255,0,32,101,110,100],"__REALTIME_TIMESTAMP":"1772600767893000","_BOOT_ID":"0123456789abcdef0123456789abcdef","_COMM":"app"}';

const entry = (fields: object) => readJournalEntry(JSON.stringify({ __CURSOR: 'c', ...fields }));

describe('an entry of the journal', () => {
  it('has its fields under Elastic’s names, and its message as it is', () => {
    const read = readJournalEntry(recorded);
    expect(read?.message.toString('latin1')).toBe('bin \xff\x00 end');
    expect(read).toMatchObject({
      cursor: expect.stringMatching(/^s=097f/),
      timeMs: 1_772_600_767_893,
      fields: {
        'log.level': 'error',
        'log.syslog.severity.code': 3,
        'log.syslog.facility.code': 3,
        'log.syslog.appname': 'app',
        'log.syslog.hostname': 'web-1',
        'process.name': 'app',
        'process.pid': 77,
        'user.id': '1000',
        'systemd.unit': 'app.service',
        'systemd.transport': 'journal',
      },
    });
    expect(read?.fields).not.toHaveProperty('fields');
  });

  const tables: readonly [name: string, fields: object, message: string, own: object | undefined][] = [
    [
      'own fields',
      { MESSAGE: 'm', REQUEST_ID: 'r', CODE_LINE: '7' },
      'm',
      { REQUEST_ID: 'r', CODE_LINE: '7' },
    ],
    ['a field that stands there twice', { MESSAGE: ['a', 'b'], X: ['1', [50]] }, 'a', { X: ['1', '2'] }],
    ['bytes', { MESSAGE: 'm', X: [255] }, 'm', { X: Uint8Array.of(255) }],
    ['no message, and a field left out', { X: null }, '', undefined],
    ['a number that is none', { MESSAGE: 'm', PRIORITY: 'x', _PID: '-1' }, 'm', undefined],
  ];
  it.each(tables)('%s', (_name, fields, message, own) => {
    const read = entry(fields);
    expect(read?.message.toString()).toBe(message);
    expect(read?.fields['fields']).toEqual(own);
  });

  it.each(['', 'no json', '[]', 'null', '{}', '{"__CURSOR":7}'])('is not %j', (line) => {
    expect(readJournalEntry(line)).toBeUndefined();
  });
});

it('journalctl is asked for what comes behind the cursor, or from now on, or for all', () => {
  const options = journaldInputOptions.parse({ type: 'journald', units: ['a.service'], matches: ['_UID=0'] });
  const always = ['--output=json', '--follow', '--all', '--quiet'];
  const asked = ['--unit=a.service', '_UID=0'];
  expect(argumentsOf(options, undefined)).toEqual([...always, '--lines=0', ...asked]);
  expect(argumentsOf(options, 'c')).toEqual([...always, '--no-tail', '--after-cursor=c', ...asked]);
  const all = { ...options, startAt: 'beginning', directory: '/j' } as const;
  expect(argumentsOf(all, undefined)).toEqual([...always, '--no-tail', '--directory=/j', ...asked]);
});
