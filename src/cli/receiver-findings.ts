import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parseListenAddress } from '../listen/address.ts';
import type { TlsOptions } from '../listen/tls-options.ts';
import { reasonOf } from '../record/reason.ts';
import { inputKey, type ReceiverOptions } from '../sources/index.ts';
import type { Finding } from './finding.ts';

const run = promisify(execFile);
const runTimeoutMs = 10_000;

/** What can be known of an input that is sent to, or follows something, before it starts; `option` is where it stands. */
export async function checkReceiver(
  option: string,
  options: ReceiverOptions,
  isRoot: boolean,
): Promise<Finding[]> {
  const subject = `${option} ${inputKey(options)}`;
  switch (options.type) {
    case 'journald':
      return [await checkJournalctl(subject, options.command)];
    case 'stdin':
      return [{ subject, verdict: 'ok', detail: 'read to its end' }];
    default:
      return [...checkPorts(subject, options.listen, isRoot), ...(await checkTls(subject, options.tls))];
  }
}

async function checkJournalctl(subject: string, command: string): Promise<Finding> {
  try {
    const { stdout } = await run(command, ['--version'], { timeout: runTimeoutMs });
    return { subject, verdict: 'ok', detail: stdout.split('\n')[0] ?? '' };
  } catch (error) {
    const hint = 'install systemd, or name the program: command: /usr/bin/journalctl';
    return { subject, verdict: 'problem', detail: `${command} cannot be started: ${reasonOf(error)}`, hint };
  }
}

/** Whether a port is free is not asked: the agent that runs may have it. */
function checkPorts(subject: string, addresses: readonly string[], isRoot: boolean): Finding[] {
  const low = addresses.filter((text) => {
    const address = parseListenAddress(text);
    return address !== undefined && address.protocol !== 'unix' && address.port > 0 && address.port < 1024;
  });
  if (low.length === 0 || isRoot) return [{ subject, verdict: 'ok', detail: 'takes messages once it runs' }];
  const hint =
    'take higher ones, or give the unit AmbientCapabilities=CAP_NET_BIND_SERVICE (and CapabilityBoundingSet= the same)';
  return [{ subject, verdict: 'warning', detail: `ports below 1024 are root’s: ${low.join(', ')}`, hint }];
}

async function checkTls(subject: string, tls: TlsOptions | undefined): Promise<Finding[]> {
  const files = tls === undefined ? [] : [tls.certFile, tls.keyFile, tls.clientCaFile];
  const findings: Finding[] = [];
  for (const path of files.filter((file) => file !== undefined)) {
    try {
      await readFile(path);
    } catch (error) {
      findings.push({ subject, verdict: 'problem', detail: `${path} cannot be read: ${reasonOf(error)}` });
    }
  }
  return findings;
}
