import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineOptions } from './engine.ts';
import { EngineError } from './engine.ts';
import type { Way } from './ways.ts';
import { ClosedWay } from './ways.ts';

/** How long an address of the environment may stay silent: its container may be starting beside us. */
const answerLimitMs = 30_000;
const attemptDelayMs = 500;

/** An address found in the environment, and the variable that holds it. */
export interface FoundAddress {
  readonly variable: string;
  readonly url: string;
}

/** The first of the variables that is set and not empty, in the order given. */
export function addressFrom(
  env: Readonly<Record<string, string | undefined>>,
  variables: readonly string[],
): FoundAddress | undefined {
  for (const variable of variables) {
    const value = env[variable]?.trim();
    if (value) return { variable, url: value.replace(/\/+$/, '') };
  }
  return undefined;
}

/** The way of the user who runs an engine already. An address that is set is meant: a silent one ends the search. */
export function addressWay(engine: string, variables: readonly string[], options: EngineOptions): Way {
  return {
    advice: `set ${variables.join(' or ')} to the address of a running ${engine}`,
    open: async () => {
      const found = addressFrom(options.env, variables);
      if (found === undefined) throw new ClosedWay('not set');
      await waitForAnswer(engine, found, options);
      return { name: `${engine} at ${new URL(found.url).host}`, url: found.url, stop: async () => {} };
    },
  };
}

async function waitForAnswer(engine: string, found: FoundAddress, options: EngineOptions): Promise<void> {
  const target = parseAddress(found);
  const deadline = performance.now() + answerLimitMs;
  for (let attempt = 0; ; attempt++) {
    const problem = await tryConnect(target);
    if (problem === undefined) return;
    if (performance.now() > deadline) throw silent(engine, found, problem);
    if (attempt === 2) options.progress(`waiting for the ${engine} that ${found.variable} names`);
    await sleep(attemptDelayMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

function silent(engine: string, { variable, url }: FoundAddress, problem: Error): EngineError {
  const text = `${variable} names a ${engine} at ${new URL(url).host}, which has not answered for ${answerLimitMs / 1000} s (${problem.message}). Start it, or unset ${variable}.`;
  return new EngineError('timeout', text, problem);
}

function parseAddress({ variable, url }: FoundAddress): { host: string; port: number } {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new EngineError('unavailable', `${variable} is not an http or https address: "${url}"`);
  }
  const port = Number(parsed.port || (parsed.protocol === 'https:' ? 443 : 80));
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port };
}

/** Only a connection: a request would need the password and the certificate, which are the client's business. */
function tryConnect(target: { host: string; port: number }): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: 2000 });
    const done = (problem?: Error): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => done());
    socket.once('error', done);
    socket.once('timeout', () => done(new Error('no connection within 2 s')));
  });
}
