import { z } from 'zod';
import { httpAddress } from '../config/units.ts';

/** Where the calls of a service go, and with whose rights. */
export const awsAddressOptions = {
  region: z
    .string()
    .min(1)
    .optional()
    .describe('AWS region. Without it the SDK decides: AWS_REGION, the profile, the instance.'),
  endpoint: httpAddress()
    .optional()
    .describe(
      'URL of another service than the region’s own. Without it AWS_ENDPOINT_URL and the variable of the service, such as AWS_ENDPOINT_URL_KINESIS, are honoured.',
    ),
  credentials: z
    .strictObject({
      accessKeyId: z.string().min(1).describe('Access key.'),
      secretAccessKey: z.string().min(1).describe('Its secret; better from the environment.'),
    })
    .optional()
    .describe(
      'A key of its own. Without it the SDK decides: environment, profile, the role of instance or container.',
    ),
  assumeRole: z
    .strictObject({
      arn: z.string().min(1).describe('ARN of the role.'),
      externalId: z.string().min(1).optional().describe('What the role’s owner asks for besides.'),
      endpoint: httpAddress().optional().describe('URL of another STS than the region’s own.'),
    })
    .optional()
    .describe('A role to take on before each call, anew in time.'),
} as const;

/** Which stream, and where: the same words for who writes it and for who reads it. */
export const streamAddressOptions = {
  stream: z.string().min(1).describe('Name of the stream, or its ARN where it belongs to another account.'),
  ...awsAddressOptions,
} as const;
