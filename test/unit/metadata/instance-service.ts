import type { IncomingMessage } from 'node:http';
import { type Answer, httpService } from '../../fakes/http-service.ts';

const identity = {
  accountId: '123456789012',
  architecture: 'x86_64',
  availabilityZone: 'eu-central-1b',
  billingProducts: null,
  imageId: 'ami-0abc',
  instanceId: 'i-0123456789abcdef0',
  instanceType: 'm7g.large',
  privateIp: '10.0.0.7',
  region: 'eu-central-1',
};

export interface InstanceServiceOptions {
  /** Undefined where the instance does not show them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The token's answer does not come this far: as with a hop limit of 1 in a container. */
  readonly isBeyondHopLimit?: boolean;
  readonly document?: Answer;
}

/** The metadata service of an EC2 instance that takes only IMDSv2. */
export function instanceService(options: InstanceServiceOptions = {}) {
  let tokens = 0;
  return httpService((request) => {
    const { method, url, headers } = request;
    if (method === 'PUT' && url === '/latest/api/token') {
      if (options.isBeyondHopLimit === true) return 'never';
      return validSeconds(request) ? `token-${++tokens}` : 400;
    }
    if (headers['x-aws-ec2-metadata-token'] !== `token-${tokens}`) return 401;
    if (url === '/latest/dynamic/instance-identity/document')
      return options.document ?? JSON.stringify(identity, undefined, 2);
    return tagAnswer(url ?? '', options.tags);
  });
}

function validSeconds({ headers }: IncomingMessage): boolean {
  const seconds = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
  return seconds >= 1 && seconds <= 21_600;
}

function tagAnswer(url: string, tags: InstanceServiceOptions['tags']): Answer {
  const folder = '/latest/meta-data/tags/instance';
  if (tags === undefined || !url.startsWith(folder)) return 404;
  if (url === folder) return Object.keys(tags).join('\n');
  return tags[decodeURIComponent(url.slice(folder.length + 1))] ?? 404;
}
