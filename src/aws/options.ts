import { z } from 'zod';
import { httpAddress } from '../config/units.ts';

/** Which stream, and where: the same words for who writes it and for who reads it. */
export const streamAddressOptions = {
  stream: z.string().min(1).describe('Name of the stream, or its ARN where it belongs to another account.'),
  region: z
    .string()
    .min(1)
    .optional()
    .describe('AWS region. Without it the SDK decides: AWS_REGION, the profile, the instance.'),
  endpoint: httpAddress()
    .optional()
    .describe(
      'URL of another Kinesis than the region’s own. Without it AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL are honoured.',
    ),
} as const;
