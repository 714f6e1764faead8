import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What the tests look at of a service; check-jsonschema looks at the whole. */
const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).default([]),
  init: z.boolean().optional(),
  restart: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}), // A bare 1 or true would be YAML's, and no text.
  /** `SOURCE:TARGET` or `SOURCE:TARGET:ro`. */
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.tuple([z.literal('CMD-SHELL'), z.string()]) }).optional(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

export type ComposeFile = z.output<typeof composeSchema>;
export type Service = z.output<typeof serviceSchema>;

/** A line of `volumes`, in its parts. A source that begins with a dot is a path of the project, else a volume's name. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  readonly isBind: boolean;
}

export const projectDir = join(import.meta.dirname, '..', '..', '..');

/** docker-compose.yml, with its anchors merged as Compose does it. */
export function readComposeFile(): ComposeFile {
  const text = readFileSync(join(projectDir, 'docker-compose.yml'), 'utf8');
  return composeSchema.parse(parse(text, { merge: true }));
}

export function mountsOf({ volumes }: Pick<Service, 'volumes'>): Mount[] {
  return volumes.map((line) => {
    const [source = '', target = '', mode] = line.split(':');
    return { source, target, isReadOnly: mode === 'ro', isBind: source.startsWith('.') };
  });
}

/** The service of that name; throws where there is none. */
export function serviceOf({ services }: ComposeFile, name: string): Service {
  const service = services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service "${name}"`);
  return service;
}
