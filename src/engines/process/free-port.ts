import { createServer } from 'node:net';
import { EngineError } from '../engine.ts';

/** A port of 127.0.0.1 that nobody has: the wanted one, or any. Throws EngineError `port-taken`. */
export function freePort(name: string, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(taken(name, wanted, error)));
    server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}

/** A free port that is not `other`: one that was just closed may be given out again. */
export async function secondFreePort(name: string, other: number): Promise<number> {
  for (;;) {
    const port = await freePort(name);
    if (port !== other) return port;
  }
}

function taken(name: string, port: number, error: Error): EngineError {
  const text = `${name} cannot listen on 127.0.0.1:${port} (${error.message}). Stop what listens there, or choose another port.`;
  return new EngineError('port-taken', text, error);
}
