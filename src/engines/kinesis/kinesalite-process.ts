/**
 * The process that kinesalite runs in: `node kinesalite-process.ts PORT FOLDER`.
 * It ends in order on SIGTERM, and when its standard input closes, which is when the process that started it is gone.
 */
import { join } from 'node:path';
import kinesalite from 'kinesalite';

const [port, folder] = process.argv.slice(2);
if (port === undefined || folder === undefined) throw new Error('usage: kinesalite-process PORT FOLDER');

const server = kinesalite({
  path: join(folder, 'streams'),
  createStreamMs: 50,
  deleteStreamMs: 50,
  updateStreamMs: 50,
  shardLimit: 100,
});
server.listen(Number(port), '127.0.0.1');

function end(): void {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}

process.once('SIGTERM', end);
process.stdin.once('end', end).resume();
