import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOptionsOf } from '../../../src/config/agent-options.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { mountsOf, projectDir, readComposeFile, serviceOf } from './compose-file.ts';

const compose = readComposeFile();
const services = Object.entries(compose.services);

describe.each(services)('service %s', (_name, service) => {
  it('is pinned to one version of its image', () => {
    expect(service.image).toMatch(/^[a-z-]+(\/[a-z-]+)?:\d+\.\d+\.\d+$/);
  });

  it('starts again by itself, under an init, and says whether it is healthy', () => {
    expect(service).toMatchObject({ init: true, restart: 'unless-stopped' });
    expect(service.healthcheck?.test[1]).toBeTruthy();
  });

  it('is reached from this machine only', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('mounts files of the project that are there, and cannot change them', () => {
    for (const { source, isReadOnly } of mountsOf(service).filter(({ isBind }) => isBind)) {
      expect(existsSync(join(projectDir, source)), source).toBe(true);
      expect(isReadOnly, source).toBe(true);
    }
  });

  it('waits for services that exist, until they are healthy', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on)) {
      expect(compose.services).toHaveProperty(other);
      expect(condition).toBe('service_healthy');
    }
  });
});

describe('all services together', () => {
  it('are the whole road', () => {
    expect(services.map(([name]) => name)).toEqual(
      expect.arrayContaining(['localstack', 'opensearch', 'dashboards', 'web', 'agent', 'consumer']),
    );
  });

  it('use each volume that is declared, and no other', () => {
    const used = services.flatMap(([, service]) => mountsOf(service).filter(({ isBind }) => !isBind));
    const names = new Set(used.map(({ source }) => source));
    expect([...names].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('mean the same stream in the same region', () => {
    const [stream, ...others] = ['localstack', 'agent', 'consumer'].map((name) => {
      const { AWS_REGION, KINSHIP_STREAM } = serviceOf(compose, name).environment;
      return { AWS_REGION, KINSHIP_STREAM };
    });
    expect(Object.values(stream ?? {}).every((value) => value !== undefined)).toBe(true);
    expect(others).toEqual([stream, stream]);
  });
});

describe.each(['agent', 'consumer'] as const)('the configuration of the %s', (name) => {
  const service = serviceOf(compose, name);
  const path = join(projectDir, 'config', `${name}.yaml`);

  it('is mounted where its command looks for it', () => {
    const mount = mountsOf(service).find(({ source }) => source === `./config/${name}.yaml`);
    expect(service.command.at(-1)).toBe(mount?.target);
  });

  it('gets each variable it names', () => {
    const options = readFileSync(path, 'utf8').replaceAll(/^\s*#.*$/gm, '');
    const named = [...options.matchAll(/\$\{(\w+)/g)].map(([, variable]) => variable);
    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(service.environment)).toEqual(expect.arrayContaining(named));
  });

  it('keeps its data in a volume it may write to', () => {
    const dataDir = loadConfig(path, configSchema, service.environment)[name]?.dataDir;
    expect(mountsOf(service)).toContainEqual(
      expect.objectContaining({ target: dataDir, isReadOnly: false, isBind: false }),
    );
  });
});

it('lets the agent read what the web server writes', () => {
  const { agent } = loadConfig(
    join(projectDir, 'config', 'agent.yaml'),
    configSchema,
    serviceOf(compose, 'agent').environment,
  );
  expect(fileOptionsOf(agent?.inputs ?? []).flatMap(({ paths }) => paths)).toEqual([
    serviceOf(compose, 'web').command[0],
  ]);
  const sharedBy = ['web', 'agent'].map((name) =>
    mountsOf(serviceOf(compose, name)).find(({ source }) => source === 'web-logs'),
  );
  expect(sharedBy.map((mount) => mount?.isReadOnly)).toEqual([false, true]);
  expect(sharedBy[0]?.target).toBe(sharedBy[1]?.target);
});

it('has hooks that LocalStack can run: it starts the files themselves', () => {
  const hooks = globSync('config/deploy/localstack/*.d/*.sh', { cwd: projectDir });
  expect(hooks.length).toBeGreaterThan(0);
  for (const hook of hooks) expect(statSync(join(projectDir, hook)).mode & 0o111, hook).toBe(0o111);
});
