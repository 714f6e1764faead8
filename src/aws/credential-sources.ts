import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where the SDK looks for credentials in this environment, in its order (credential-provider-node, defaultProvider), and
 * what is there; never the credentials themselves. The first that has some is used.
 */
export function credentialSources(env: Env): string[] {
  return [environment(env), sharedFiles(env), webIdentity(env), ...remote(env)];
}

function environment(env: Env): string {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  const missing = names.filter((name) => !env[name]);
  if (env['AWS_PROFILE']) return 'environment (passed over, for AWS_PROFILE is set)';
  if (missing.length === 0) return `environment (${names.join(' and ')} are set)`;
  return `environment (${missing.join(' and ')} not set)`;
}

function sharedFiles(env: Env): string {
  const folder = join(env['HOME'] ?? homedir(), '.aws');
  const credentials = env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials');
  const config = env['AWS_CONFIG_FILE'] ?? join(folder, 'config');
  const profile = env['AWS_PROFILE'] ?? 'default';
  const found = [
    `${credentials}: ${profileIn(credentials, profile)}`,
    `${config}: ${profileIn(config, profile)}`,
  ];
  return `shared files (profile "${profile}"; ${found.join('; ')})`;
}

function profileIn(path: string, profile: string): string {
  try {
    const sections = [...readFileSync(path, 'utf8').matchAll(/^\s*\[\s*(?:profile\s+)?([^\]]*?)\s*\]/gm)];
    return sections.some(([, name]) => name === profile) ? 'has it' : 'has no such profile';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' ? 'is not there' : `cannot be read, ${String(code ?? error)}`;
  }
}

function webIdentity(env: Env): string {
  const path = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  return `web identity (AWS_WEB_IDENTITY_TOKEN_FILE ${path ? `is ${path}` : 'not set'})`;
}

/** The machine's own: where the container's address is set, the instance is not asked. */
function remote(env: Env): string[] {
  const names = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const set = names.find((name) => env[name]);
  if (set !== undefined) return [`container metadata (${set} is set)`];
  const isOff = ![undefined, '', 'false'].includes(env['AWS_EC2_METADATA_DISABLED']);
  const instance = isOff ? 'off, by AWS_EC2_METADATA_DISABLED' : 'asked at 169.254.169.254';
  return [`container metadata (${names.join(' or ')} not set)`, `instance metadata (${instance})`];
}
