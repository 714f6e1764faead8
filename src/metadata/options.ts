import { z } from 'zod';
import { httpAddress, milliseconds } from '../config/units.ts';

/** Where EC2 answers (EC2 user guide, "Instance metadata"); over IPv6 it is http://[fd00:ec2::254]. */
const instanceMetadataEndpoint = 'http://169.254.169.254';

const timeoutMs = milliseconds({ min: 10, max: 60_000 })
  .default(2_000)
  .describe('How long the start waits for the answers; then the agent ships without them, and says so.');

const hostMetadata = z.strictObject({
  type: z
    .literal('host')
    .describe('The operating system, the architecture and the addresses of this machine: `host.*`.'),
});

const ec2Metadata = z.strictObject({
  type: z
    .literal('ec2')
    .describe(
      'The EC2 instance, its region, zone and account, asked of its metadata service (IMDSv2): `cloud.*`.',
    ),
  endpoint: httpAddress().default(instanceMetadataEndpoint).describe('Where the metadata service answers.'),
  tags: z
    .array(z.string().regex(/^[\w+\-=.,@:]{1,128}$/, 'must be the key of a tag without spaces or slashes'))
    .default([])
    .describe(
      'Tags of the instance to add under `labels`. Tags in instance metadata must be allowed for the instance.',
    ),
  timeoutMs,
});

const ecsMetadata = z.strictObject({
  type: z
    .literal('ecs')
    .describe(
      'The ECS task that the agent runs in, its cluster, region, zone and account, asked of the endpoint that ECS names in `ECS_CONTAINER_METADATA_URI_V4`: `orchestrator.*` and `cloud.*`.',
    ),
  timeoutMs,
});

/** What the agent finds out about where it runs. */
export const metadataOptions = z.array(
  z.discriminatedUnion('type', [hostMetadata, ec2Metadata, ecsMetadata]),
);

export type MetadataOptions = z.output<typeof metadataOptions>[number];
export type Ec2Options = z.output<typeof ec2Metadata>;
