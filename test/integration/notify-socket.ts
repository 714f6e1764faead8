import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Prints what sd_notify sends. A descriptor that comes along is closed: the sender waits for that (sd_notify_barrier(3)). */
const program = `
import array, os, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('listening', flush=True)
while True:
    data, ancillary, flags, address = receiver.recvmsg(65536, 4096)
    for level, kind, content in ancillary:
        if kind == socket.SCM_RIGHTS:
            for descriptor in array.array('i', content):
                os.close(descriptor)
    for line in data.decode().splitlines():
        print(line, flush=True)
`;

/** Stands in for systemd: a Unix datagram socket at `path`, which Node itself has none of. */
export class NotifySocket {
  readonly lines: string[] = [];
  readonly path: string;
  readonly #child: ChildProcess;

  private constructor(path: string, child: ChildProcess) {
    this.path = path;
    this.#child = child;
  }

  static async open(path: string): Promise<NotifySocket> {
    const child = spawn('python3', ['-c', program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const socket = new NotifySocket(path, child);
    const listening = new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.stdout?.on('data', (text: Buffer) => {
        socket.lines.push(
          ...text
            .toString()
            .split('\n')
            .filter((line) => line !== ''),
        );
        resolve();
      });
    });
    await listening;
    return socket;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.kill()) await ended;
  }
}
