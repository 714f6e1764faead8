import type { FieldValue } from '../record/event.ts';
import { ask, jsonOf, MetadataError } from './ask.ts';
import type { Ec2Options } from './options.ts';

/** Long enough for the few questions of one start. */
const tokenSeconds = 60;

const notHere =
  'outside EC2 leave it out; in a container the instance’s hop limit for metadata must be 2 or more (HttpPutResponseHopLimit)';

/**
 * The instance, by IMDSv2 (EC2 user guide, "Use the Instance Metadata Service"): a token first, then what it is for.
 * `missing` hears of tags that cannot be had, which is no reason to do without the rest.
 */
export async function ec2Fields(
  { endpoint, tags }: Pick<Ec2Options, 'endpoint' | 'tags'>,
  signal: AbortSignal,
  missing: (error: MetadataError) => void,
): Promise<Record<string, FieldValue>> {
  const base = endpoint.replace(/\/$/, '');
  const headers = { 'X-aws-ec2-metadata-token': await askToken(base, signal) };
  const document = `${base}/latest/dynamic/instance-identity/document`;
  const answer = await ask({ url: document, headers, signal });
  if (answer === undefined) throw new MetadataError(`${document} is not there`, notHere);
  const identity = jsonOf(answer, document);
  const labels = await askTags(base, tags, headers, signal).catch((error: unknown) => {
    if (!(error instanceof MetadataError)) throw error;
    missing(error);
    return {};
  });
  return {
    'cloud.provider': 'aws',
    ...texts({
      'cloud.instance.id': identity['instanceId'],
      'cloud.machine.type': identity['instanceType'],
      'cloud.region': identity['region'],
      'cloud.availability_zone': identity['availabilityZone'],
      'cloud.account.id': identity['accountId'],
    }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
}

/** Only what is text, and says something. */
export function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  );
}

async function askToken(base: string, signal: AbortSignal): Promise<string> {
  const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': String(tokenSeconds) };
  try {
    const token = await ask({ url: `${base}/latest/api/token`, method: 'PUT', headers, signal });
    if (token !== undefined) return token;
  } catch (error) {
    // The answer to this question is what does not travel further than the hop limit.
    if (error instanceof MetadataError) throw new MetadataError(error.message, notHere, error);
    throw error;
  }
  throw new MetadataError(`PUT ${base}/latest/api/token is not there`, notHere);
}

async function askTags(
  base: string,
  tags: readonly string[],
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (tags.length === 0) return {};
  const folder = `${base}/latest/meta-data/tags/instance`;
  const list = await ask({ url: folder, headers, signal });
  if (list === undefined)
    throw new MetadataError(
      'the instance does not show its tags',
      'allow tags in instance metadata (InstanceMetadataTags), or leave out tags',
    );
  const there = new Set(list.split('\n'));
  const wanted = tags.filter((tag) => there.has(tag));
  const values = await Promise.all(
    wanted.map((tag) => ask({ url: `${folder}/${encodeURIComponent(tag)}`, headers, signal })),
  );
  return Object.fromEntries(wanted.map((tag, index) => [tag, values[index] ?? '']));
}
