import { z } from 'zod';
import { httpAddress, milliseconds } from '../../config/units.ts';

/** Where a pod finds what its service account is to use (Kubernetes, "Accessing the Kubernetes API from a Pod"). */
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Asks the API of Kubernetes about the pods whose log files are read. */
export const kubernetesOptions = z.strictObject({
  endpoint: httpAddress()
    .optional()
    .describe(
      'Address of the API server. Without it, the one that Kubernetes names to each pod (`KUBERNETES_SERVICE_HOST`).',
    ),
  tokenFile: z
    .string()
    .min(1)
    .default(`${serviceAccount}/token`)
    .describe('The service account’s token; it is read for each question, for it changes.'),
  caFile: z
    .string()
    .min(1)
    .default(`${serviceAccount}/ca.crt`)
    .describe('Certificates of who may have signed the API server’s.'),
  namespaceLabels: z.boolean().default(false).describe('Whether to add the labels of the namespace too.'),
  podsMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .describe('Pods that are remembered; of more, the one that was asked for first is asked again.'),
  timeoutMs: milliseconds({ min: 10, max: 60_000 })
    .default(2_000)
    .describe(
      'How long events wait for an answer. Without one they are shipped without labels, and nothing is asked for 30 s.',
    ),
});

export type KubernetesOptions = z.output<typeof kubernetesOptions>;
