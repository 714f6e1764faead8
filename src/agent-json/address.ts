import type { Scope } from './scope.ts';

type Plain = Readonly<Record<string, unknown>>;

/** amazon-kinesis-agent goes there where it is told no other place. */
const regionDefault = 'us-east-1';

/** Where the calls of a service go, and with whose rights: as options of an output. */
export function addressOf(agent: Scope, service: 'kinesis' | 'firehose'): Plain {
  const endpoint = agent.text(`${service}.endpoint`);
  const region = agent.text(`${service}.region`) ?? (endpoint === undefined ? undefined : regionOf(endpoint));
  const isRegional = endpoint !== undefined && isRegionsOwn(endpoint, service);
  return {
    region: region ?? regionDefault,
    ...(endpoint !== undefined && !isRegional && { endpoint: urlOf(endpoint) }),
    ...credentialsOf(agent),
  };
}

function credentialsOf(agent: Scope): Plain {
  const accessKeyId = agent.text('awsAccessKeyId');
  const secretAccessKey = agent.text('awsSecretAccessKey');
  const arn = agent.text('assumeRoleARN');
  const externalId = agent.text('assumeRoleExternalId');
  const endpoint = agent.text('sts.endpoint');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    agent.problem(
      accessKeyId === undefined ? 'awsSecretAccessKey' : 'awsAccessKeyId',
      'needs the other half of the key',
    );
  return {
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
    ...(arn !== undefined && {
      assumeRole: {
        arn,
        ...(externalId !== undefined && { externalId }),
        ...(endpoint !== undefined && { endpoint: urlOf(endpoint) }),
      },
    }),
  };
}

/** `kinesis.eu-west-1.amazonaws.com`, with or without its protocol. */
function isRegionsOwn(endpoint: string, service: string): boolean {
  return new RegExp(String.raw`^(?:https://)?${service}\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/?$`).test(
    endpoint,
  );
}

/** Of a region's own endpoint, or one within a VPC. */
function regionOf(endpoint: string): string | undefined {
  return /\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com/.exec(endpoint)?.[1];
}

function urlOf(endpoint: string): string {
  return /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
}
