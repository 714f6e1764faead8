import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as ask, createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentRoad } from './agent-road.ts';

/** A person who has just started it still looks at the screen. */
const soonMs = 10_000;

describe.skipIf(process.env['ENGINES'] === 'none')(
  'what is wrong at the start is said at once, by name, with what to do',
  () => {
    let road: AgentRoad;
    let refusing: Server | undefined;
    let denies = true;
    beforeEach(() => {
      road = new AgentRoad(21_591);
      road.configure(['*.log']);
    });
    afterEach(async () => {
      await road.end();
      refusing?.close();
      refusing = undefined;
    });

    /** An endpoint of Kinesis that says no to everything, as AWS does. */
    async function refuse(type: string, message: string): Promise<void> {
      refusing = createServer((request, response) => {
        request.resume().on('end', () => {
          response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
          response.end(JSON.stringify({ __type: type, message }));
        });
      });
      refusing.listen(Number(new URL(road.endpoint).port), '127.0.0.1');
      await once(refusing, 'listening');
    }

    /** The local Kinesis, but for one operation. */
    async function relayBut(operation: string, type: string, message: string): Promise<string> {
      refusing = createServer((request, response) => {
        if (denies && String(request.headers['x-amz-target']).endsWith(`.${operation}`)) {
          request.resume().on('end', () => {
            response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
            response.end(JSON.stringify({ __type: type, message }));
          });
          return;
        }
        const { method, headers } = request;
        const onward = ask(road.endpoint, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        });
        request.pipe(onward);
      });
      refusing.listen(0, '127.0.0.1');
      await once(refusing, 'listening');
      const address = refusing.address();
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
    }

    async function checkEnd(exitCode: number, words: readonly string[], env: Record<string, string> = {}) {
      const startedMs = Date.now();
      const agent = road.startAgent(env);
      await road.until(() => !agent.isRunning, 'end');
      expect(agent.exitCode, agent.log).toBe(exitCode);
      for (const word of words) expect(agent.log).toContain(word);
      expect(Date.now() - startedMs).toBeLessThan(soonMs);
    }

    it.each([
      ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
      ['ExpiredTokenException', 'The security token included in the request is expired'],
    ])('credentials: %s', async (type, message) => {
      await refuse(type, message);
      const words = [
        'check the credentials',
        'environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set)',
      ];
      await checkEnd(77, ['stream "operated"', message, ...words]);
    });

    it('a policy without DescribeStreamSummary', async () => {
      await refuse('AccessDeniedException', 'not authorized to perform: kinesis:DescribeStreamSummary');
      await checkEnd(77, ['stream "operated"', 'allow kinesis:DescribeStreamSummary on this stream']);
    });

    it('a policy without PutRecords, though all else is allowed', async () => {
      await road.startLocal();
      const refusal =
        'User: arn:aws:iam::123456789012:user/x is not authorized to perform: kinesis:PutRecords';
      const relay = await relayBut('PutRecords', 'AccessDeniedException', refusal);
      const config = readFileSync(road.config, 'utf8');
      writeFileSync(road.config, config.replace(road.endpoint, relay));
      writeFileSync(join(road.folder, 'a.log'), 'one\n');
      const agent = road.startAgent();
      await road.until(() => agent.log.includes('permission denied'), 'error');
      const words = [
        'put records on stream \\"operated\\"',
        refusal,
        'allow kinesis:PutRecords on this stream',
      ];
      for (const word of words) expect(agent.log).toContain(word);
      const ready = await road.ask('/readyz');
      expect([
        ready.status,
        ready.text.includes('permission denied'),
        ready.text.includes('operated'),
      ]).toEqual([503, true, true]);
      expect(agent.log.split('permission denied')).toHaveLength(2); // Told once, not at each of its tries.
      denies = false; // It is given.
      await road.until(async () => (await road.ask('/readyz')).status === 200, 'readiness');
      await agent.stop();
    });

    it('no credentials', async () => {
      const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: road.folder };
      const sources = [
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not set',
        'profile "default"',
        'instance metadata (off',
      ];
      await checkEnd(77, ['stream "operated"', 'give this machine a role', ...sources], {
        ...none,
        AWS_EC2_METADATA_DISABLED: 'true',
      });
    });

    it('a stream that is not there', async () => {
      await road.startLocal();
      writeFileSync(
        road.config,
        readFileSync(road.config, 'utf8').replace('stream: operated', 'stream: nope'),
      );
      await checkEnd(78, ['stream "nope"', 'not found', 'create-stream']);
    });

    it('files: one that cannot be read, and a pattern without any', async () => {
      await road.startLocal();
      road.configure(['*.log', 'none/*.txt', '*.txt']);
      symlinkSync('loop.log', join(road.folder, 'loop.log')); // Not even root can open it.
      writeFileSync(join(road.folder, 'good.log'), 'one\n');
      const agent = road.startAgent();
      const startedMs = Date.now();
      await road.until(
        async () =>
          (await road.ask('/metrics').catch(() => undefined))?.text.includes('put_events_total{') === true,
        'good file',
      );
      for (const words of [
        'loop.log',
        'ELOOP',
        'the others go on',
        'there is no such folder',
        'check the pattern',
      ])
        await road.until(() => agent.log.includes(words), words);
      expect(Date.now() - startedMs).toBeLessThan(soonMs);
      await agent.stop();
    });
  },
);
