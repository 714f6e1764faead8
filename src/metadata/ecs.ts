import type { FieldValue } from '../record/event.ts';
import { ask, jsonOf, MetadataError } from './ask.ts';
import { texts } from './ec2.ts';

/** Set by ECS in each container of a task (ECS developer guide, "Task metadata endpoint version 4"). */
const endpointVariable = 'ECS_CONTAINER_METADATA_URI_V4';

/** The ECS task that this process runs in. */
export async function ecsFields(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Record<string, FieldValue>> {
  const endpoint = env[endpointVariable];
  if (endpoint === undefined || endpoint === '')
    throw new MetadataError(
      `${endpointVariable} is not set`,
      'ECS sets it in its containers; elsewhere leave it out',
    );
  const url = `${endpoint}/task`;
  const answer = await ask({ url, signal });
  if (answer === undefined) throw new MetadataError(`${url} is not there`);
  return fieldsOf(jsonOf(answer, url));
}

function fieldsOf(task: Readonly<Record<string, unknown>>): Record<string, FieldValue> {
  const { Cluster: cluster, TaskARN: arn, Family: family, Revision: revision } = task;
  // arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID
  const [, , , region, account] = typeof arn === 'string' ? arn.split(':') : [];
  return {
    'cloud.provider': 'aws',
    'orchestrator.type': 'ecs',
    'orchestrator.resource.type': 'task',
    ...texts({
      'cloud.region': region,
      'cloud.account.id': account,
      'cloud.availability_zone': task['AvailabilityZone'],
      // By its name or by its ARN, as the task was started.
      'orchestrator.cluster.name': typeof cluster === 'string' ? cluster.replace(/^.*\//, '') : undefined,
      'orchestrator.resource.id': arn,
      'orchestrator.resource.name':
        typeof family === 'string' && typeof revision === 'string' ? `${family}:${revision}` : family,
    }),
  };
}
