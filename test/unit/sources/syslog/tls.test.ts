import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../../src/engines/process/free-port.ts';
import { syslogInputOptions } from '../../../../src/sources/syslog/options.ts';
import { ReceiverStory } from '../../../fakes/receiver-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'kinship-tls-'));
const certFile = join(folder, 'cert.pem');
const keyFile = join(folder, 'key.pem');
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('syslog over TLS', () => {
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', keyFile, '-out', certFile];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      ...files,
      ...subject,
    ]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([false, true])('with certificates of clients asked for: %s', async (asksClients) => {
    const port = await freePort('tls');
    const tls = { certFile, keyFile, ...(asksClients && { clientCaFile: certFile }) };
    const options = syslogInputOptions.parse({ type: 'syslog', listen: `tcp://127.0.0.1:${port}`, tls });
    const receiver = new ReceiverStory();
    await receiver.listen(options);

    const plain = createConnection({ host: '127.0.0.1', port });
    plain.on('error', () => {});
    plain.write('<1>in the clear\n');
    await new Promise((resolve) => plain.once('close', resolve));
    const own = asksClients ? { cert: readFileSync(certFile), key: readFileSync(keyFile) } : {};
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername: 'localhost',
      ca: readFileSync(certFile),
      ...own,
    });
    await once(socket, 'secureConnect');
    socket.end('14 <1>over TLS: 1<1>over TLS: 2\n');
    await receiver.until(() => receiver.intake.messages.length === 2);
    expect(receiver.intake.lines).toEqual(['<1>over TLS: 1', '<1>over TLS: 2']);
    if (asksClients) {
      const stranger = connect({
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        ca: readFileSync(certFile),
      });
      stranger.on('error', () => {});
      stranger.write('<1>nobody\n');
      await new Promise((resolve) => stranger.once('close', resolve));
    }
    await receiver.stop();
    expect(receiver.intake.messages).toHaveLength(2);
    expect(receiver.telemetry.counts.get('refused')).toBe(asksClients ? 2 : 1);
  });
});
