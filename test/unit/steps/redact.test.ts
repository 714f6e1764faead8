import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/steps/field.ts';
import { builtInFinders, type RedactStep } from '../../../src/steps/step.ts';
import { plain, runSteps } from './events.ts';

const key = 'a key of a test, 0123456789';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

function redacted(step: Omit<RedactStep, 'type'>, fields: Fields): unknown {
  return plain(runSteps([{ type: 'redact', ...step }], [fields]).events[0]);
}

describe('finds', () => {
  test.each<[text: string, masked: string]>(
    [
      ['from joe@example.com.', 'from [email].'],
      ['<Joe.Doe+x@mail.example.co.uk>, x', '<[email]>, x'],
      ['GET /u?mail=joe%40example.com&a=1', 'GET /u?mail=[email]&a=1'],
      ['user=müller@exämple.de ok', 'user=[email] ok'],
      ['root@host and a @ b and git@', 'root@host and a @ b and git@'],
      ['card 4111111111111111.', 'card [card].'],
      ['4111 1111 1111 1111,5500-0000-0000-0004', '[card],[card]'],
      ['pan=4111+1111+1111+1111&', 'pan=[card]&'],
      ['n 1234 4111 1111 1111 1111 99', 'n 1234 [card] 99'],
      ['378282246310005 6011111111111117 30569309025904', '[card] [card] [card]'],
      ['4111111111111112 and 1431857103000 and 9111111111111111', undefined],
      ['trace a4111111111111111f, order 41111111111111111111111', undefined],
      ['key AKIAIOSFODNN7EXAMPLE.', 'key [aws-keys].'],
      ['XAKIAIOSFODNN7EXAMPLE AKIAshort', undefined],
      [
        'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        'aws_secret_access_key = [aws-keys]',
      ],
      [
        '{"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY","a":1}',
        '{"SecretAccessKey":"[aws-keys]","a":1}',
      ],
      [`token ${jwt} end`, 'token [jwt] end'],
      ['eyJ is how it begins', undefined],
      ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [bearer]'],
      ['authorization=bearer%20mF_9.B5f-4.1JqM==', 'authorization=bearer%20[bearer]'],
      ['the bearer authentication of this host', undefined],
      [`Bearer ${jwt}`, 'Bearer [jwt]'],
    ].map(([text, masked]) => [text ?? '', masked ?? text ?? '']),
  )('%s', (message, masked) => {
    expect(redacted({ find: builtInFinders, action: 'mask' }, { message })).toEqual({ message: masked });
  });

  test('patterns of one’s own', () => {
    const find = [{ name: 'order', pattern: 'ORD-[0-9]*' }] as const;
    expect(redacted({ find, action: 'mask' }, { message: 'a ORD-12, ORD-' })).toEqual({
      message: 'a [order], [order]',
    });
    const empty = [{ name: 'x', pattern: 'x*' }] as const;
    expect(redacted({ find: empty, action: 'mask' }, { message: 'axb' })).toEqual({ message: 'a[x]b' });
  });
});

describe('where', () => {
  const find = ['email', 'card'] as const;
  const mail = 'joe@example.com';

  test('all texts, nested ones and numbers too; origin and time stay', () => {
    const card = 4_111_111_111_111_111;
    expect(
      redacted(
        { find, action: 'mask' },
        { message: mail, fields: { a: [mail, 'x', 1], b: { c: mail, d: card, e: null, f: true } } },
      ),
    ).toEqual({
      message: '[email]',
      fields: { a: ['[email]', 'x', 1], b: { c: '[email]', d: '[card]', e: null, f: true } },
    });
  });

  test('an identity that looks like a card stays', () => {
    const step: RedactStep = { type: 'redact', find: ['card'], action: 'mask' };
    const [event] = runSteps([step], [{ message: '4111111111111111' }]).events;
    expect(event).toMatchObject({ '@timestamp': 1_700_000_000_000, 'log.offset': 0, message: '[card]' });
  });

  test('only chosen fields', () => {
    expect(
      redacted(
        { find, fields: ['message', 'fields.user', 'url.path'], action: 'mask' },
        { message: mail, 'user.name': mail, fields: { user: { mail }, other: mail } },
      ),
    ).toEqual({ message: '[email]', 'user.name': mail, fields: { user: { mail: '[email]' }, other: mail } });
  });

  test('bytes, which stay as long as all can be taken out of them', () => {
    const bytes = Buffer.from(`\xff ${mail} \xfe`, 'latin1');
    expect(redacted({ find, action: 'mask' }, { 'event.original': bytes })).toEqual({
      'event.original': Buffer.from('\xff [email] \xfe', 'latin1'),
    });
    const clean = Buffer.from('\xff no', 'latin1');
    expect(redacted({ find, action: 'drop' }, { 'event.original': clean })).toEqual({
      'event.original': clean,
    });
  });

  test.each(['utf16le', 'utf-16be'])('bytes that only read as %s show a secret: they go', (encoding) => {
    const bytes = Buffer.from(` ${mail} `, 'utf16le');
    const original = encoding === 'utf16le' ? bytes : bytes.swap16();
    expect(redacted({ find, action: 'mask' }, { 'event.original': original })).toEqual({});
  });

  test('raw JSON that spells it with escapes goes as a whole', () => {
    const line = '{"a":"joe\\u0040example.com","n":12345678901234567890}';
    expect(redacted({ find, action: 'mask' }, { 'event.original': line })).toEqual({
      'event.original': '[redacted]',
    });
  });

  test('a number or an address that would become text goes', () => {
    const ip = [{ name: 'ip', pattern: '192[.0-9]+' }] as const;
    const event = { 'source.ip': '192.0.2.7', message: 'from 192.0.2.7', 'user.id': 'u' };
    expect(redacted({ find: ip, action: 'hash', key }, event)).toMatchObject({ 'user.id': 'u' });
    expect(redacted({ find: ip, action: 'mask' }, event)).toEqual({ message: 'from [ip]', 'user.id': 'u' });
  });
});

describe('how', () => {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32);

  test.each<[Omit<RedactStep, 'type'>, after: object]>([
    [
      { find: ['email'], action: 'mask' },
      { message: 'by [email]', 'user.name': 'joe' },
    ],
    [
      { find: ['email'], action: 'hash', key },
      { message: `by [email:${hash('joe@x.org')}]`, 'user.name': 'joe' },
    ],
    [{ find: ['email'], action: 'drop' }, { 'user.name': 'joe' }],
    [
      { fields: ['user.name'], action: 'mask' },
      { message: 'by joe@x.org', 'user.name': '[redacted]' },
    ],
    [
      { fields: ['user.name'], action: 'hash', key },
      { message: 'by joe@x.org', 'user.name': hash('joe') },
    ],
    [{ fields: ['user.name'], action: 'drop' }, { message: 'by joe@x.org' }],
  ])('%j', (step, after) => {
    expect(redacted(step, { message: 'by joe@x.org', 'user.name': 'joe' })).toEqual(after);
  });

  test('without a key there is no hash', () => {
    expect(() => redacted({ find: ['email'], action: 'hash' }, {})).toThrow('no key');
  });
});

test.each(builtInFinders)('%s is linear in the text', (finder) => {
  const step: RedactStep = { type: 'redact', find: [finder], action: 'mask' };
  const hostile = [
    'eyJ',
    'eyJaaaaa.',
    'a@',
    'a.',
    '4 ',
    '4',
    'bearer ',
    'bearer A',
    'secretkey=',
    'AKIA',
    '%40',
    '-',
  ];
  for (const part of hostile) {
    const message = `@bearer ${part.repeat(120_000 / part.length)}`;
    const startMs = performance.now();
    runSteps([step], [{ message }]);
    expect(performance.now() - startMs, part).toBeLessThan(1_000);
  }
});
