import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * What tells this machine from a clone of it: systemd's machine id where there is one (machine-id(5): unique, made
 * at the first boot), with the host name, which cloned images change first.
 */
export function machineId(): string {
  try {
    return `${readFileSync('/etc/machine-id', 'utf8').trim()} ${hostname()}`;
  } catch {
    return hostname(); // The addresses of its network cards come and go.
  }
}
