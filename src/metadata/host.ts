import { readFile } from 'node:fs/promises';
import { arch, networkInterfaces, release, type } from 'node:os';
import type { FieldValue } from '../record/event.ts';

/** Ours: a machine of many containers has an address for each. */
const addressesMax = 16;

/** As `uname -m` calls them, and so the ECS examples. */
const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const osTypes: Readonly<Record<string, string>> = { Linux: 'linux', Darwin: 'macos', Windows_NT: 'windows' };

/** The machine: operating system, architecture, addresses. `osRelease` is the file of os-release(5). */
export async function hostFields(osRelease = '/etc/os-release'): Promise<Record<string, FieldValue>> {
  const { NAME: name, VERSION_ID: version } = await readOsRelease(osRelease);
  const addresses = addressesOf(networkInterfaces());
  return {
    'host.architecture': architectures[arch()] ?? arch(),
    'host.os.type': osTypes[type()] ?? type().toLowerCase(),
    'host.os.kernel': release(),
    ...(name !== undefined && { 'host.os.name': name }),
    ...(version !== undefined && { 'host.os.version': version }),
    ...(addresses.length > 0 && { 'host.ip': addresses }),
  };
}

/** Those that others may reach it by: neither loopback nor link-local ones. */
export function addressesOf(interfaces: ReturnType<typeof networkInterfaces>): string[] {
  const all = Object.values(interfaces).flatMap((each) => each ?? []);
  const reachable = all.filter(
    ({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address),
  );
  return [...new Set(reachable.map(({ address }) => address))].slice(0, addressesMax);
}

async function readOsRelease(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, 'utf8').catch(() => ''); // Not all systems have it.
  const lines = text.matchAll(/^([A-Z_]+)=(["']?)(.+)\2$/gm);
  return Object.fromEntries([...lines].map(([, name = '', , value = '']) => [name, value]));
}
