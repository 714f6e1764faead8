import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentialSources } from '../../../src/aws/credential-sources.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws/credentials'), '[default]\naws_secret_access_key = hidden\n');
  writeFileSync(join(home, '.aws/config'), '[profile logs]\nregion = eu-west-1\n');
});
afterAll(() => rmSync(home, { recursive: true }));

test.each<[env: Record<string, string>, says: string[]]>([
  [
    {},
    [
      'environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not set)',
      'credentials: has it',
      'config: has no such profile',
      'web identity (AWS_WEB_IDENTITY_TOKEN_FILE not set)',
      'container metadata (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or',
      'instance metadata (asked at 169.254.169.254)',
    ],
  ],
  [{ AWS_ACCESS_KEY_ID: 'x' }, ['environment (AWS_SECRET_ACCESS_KEY not set)']],
  [{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' }, ['AWS_SECRET_ACCESS_KEY are set']],
  [{ AWS_PROFILE: 'logs' }, ['passed over', 'profile "logs"', 'config: has it', 'credentials: has no such']],
  [{ AWS_CONFIG_FILE: '/nowhere/config' }, ['/nowhere/config: is not there']],
  [{ AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, ['AWS_WEB_IDENTITY_TOKEN_FILE is /token']],
  [
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x' },
    ['container metadata (AWS_CONTAINER_CREDENTIALS_FULL_URI is set)'],
  ],
  [{ AWS_EC2_METADATA_DISABLED: 'true' }, ['off, by AWS_EC2_METADATA_DISABLED']],
])('%j', (env, says) => {
  const told = credentialSources({ HOME: home, ...env }).join(', ');
  for (const words of says) expect(told).toContain(words);
  expect(told).not.toContain('hidden');
});
