import { expect, it } from 'vitest';
import { checkReceiver } from '../../../src/cli/receiver-findings.ts';
import { agentOptions } from '../../../src/config/agent-options.ts';

type Input = Parameters<typeof checkReceiver>[1];

/** Verdicts and what they say. */
async function check(input: object, isRoot = false): Promise<string[]> {
  const output = { type: 'kinesis', stream: 's' };
  const [parsed] = agentOptions.parse({ inputs: [input], output }).inputs;
  const findings = await checkReceiver('agent.inputs', parsed as Input, isRoot); // None of them is a file.
  return findings.map(({ subject, verdict, detail }) => `${verdict} ${subject}: ${detail}`);
}

it('tells what keeps an input from working', async () => {
  expect(await check({ type: 'stdin' })).toEqual(['ok agent.inputs stdin: read to its end']);
  expect(await check({ type: 'syslog', listen: 'udp://127.0.0.1:514' })).toEqual([
    'warning agent.inputs syslog udp://127.0.0.1:514: ports below 1024 are root’s: udp://127.0.0.1:514',
  ]);
  expect(await check({ type: 'syslog', listen: 'udp://127.0.0.1:514' }, true)).toEqual([
    'ok agent.inputs syslog udp://127.0.0.1:514: takes messages once it runs',
  ]);
  const tls = { certFile: '/missing/cert.pem', keyFile: '/missing/key.pem' };
  expect(await check({ type: 'forward', tls })).toEqual([
    'ok agent.inputs forward tcp://127.0.0.1:24224: takes messages once it runs',
    expect.stringMatching(/^problem .*cert\.pem cannot be read/),
    expect.stringMatching(/^problem .*key\.pem cannot be read/),
  ]);
  expect(await check({ type: 'journald', command: '/missing/journalctl', units: ['a.service'] })).toEqual([
    expect.stringMatching(
      /^problem agent\.inputs journald a\.service: \/missing\/journalctl cannot be started/,
    ),
  ]);
  expect(await check({ type: 'journald', command: 'true' })).toEqual([
    expect.stringMatching(/^ok agent\.inputs journald: /),
  ]);
});
