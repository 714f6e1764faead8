import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type NetworkInterfaceInfo, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressesOf, hostFields } from '../../../src/metadata/host.ts';

test('the operating system is that of os-release(5), where there is one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'host-'));
  try {
    const file = join(folder, 'os-release');
    writeFileSync(
      file,
      'PRETTY_NAME="Debian GNU/Linux 13"\nNAME="Debian GNU/Linux"\nVERSION_ID=\'13\'\nID=debian\n',
    );
    expect(await hostFields(file)).toMatchObject({
      'host.os.name': 'Debian GNU/Linux',
      'host.os.version': '13',
    });
    expect(Object.keys(await hostFields(join(folder, 'none')))).not.toContain('host.os.name');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('addresses are those that others may reach it by', () => {
  const [loopback] = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  if (loopback === undefined) throw new Error('this machine has no network at all');
  const as = (address: string, internal = false): NetworkInterfaceInfo => ({
    ...loopback,
    address,
    internal,
  });
  expect(
    addressesOf({
      lo: [as('127.0.0.1', true), as('::1', true)],
      eth0: [as('10.0.0.7'), as('fe80::1'), as('2001:db8::7')],
      eth1: [as('169.254.3.4'), as('10.0.0.7')],
      none: undefined,
    }),
  ).toEqual(['10.0.0.7', '2001:db8::7']);
  const many = Array.from({ length: 100 }, (_, index) => as(`10.0.1.${index}`));
  expect(addressesOf({ docker: many })).toHaveLength(16);
});
