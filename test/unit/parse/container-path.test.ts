import { expect, test } from 'vitest';
import { containerFields } from '../../../src/parse/container-path.ts';

const id = '0123456789abcdef'.repeat(4);
const pod = {
  'container.name': 'app',
  'kubernetes.container.name': 'app',
  'kubernetes.namespace': 'shop',
  'kubernetes.pod.name': 'web-7d4b9c-x2x',
  'orchestrator.namespace': 'shop',
  'orchestrator.resource.name': 'web-7d4b9c-x2x',
  'orchestrator.type': 'kubernetes',
};
const uid = '1b2c3d4e-0000-4000-8000-000000000000';

test.each<[string, object]>([
  [`/var/log/pods/shop_web-7d4b9c-x2x_${uid}/app/0.log`, { ...pod, 'kubernetes.pod.uid': uid }],
  [
    `/var/log/pods/shop_web-7d4b9c-x2x_${uid}/app/3.log.20240101-000000.gz`,
    { ...pod, 'kubernetes.pod.uid': uid },
  ],
  [`/var/log/containers/web-7d4b9c-x2x_shop_app-${id}.log`, { ...pod, 'container.id': id }],
  [
    `/var/log/containers/web-7d4b9c-x2x_shop_my-app-${id}.log`,
    { ...pod, 'container.id': id, 'container.name': 'my-app', 'kubernetes.container.name': 'my-app' },
  ],
  [`/var/lib/docker/containers/${id}/${id}-json.log`, { 'container.id': id }],
  [`/var/lib/docker/containers/${id}/${id}-json.log.1`, { 'container.id': id }],
  ['/var/log/app.log', {}],
  ['/var/log/containers/other.log', {}],
])('%s', (path, fields) => {
  expect(containerFields(path)).toEqual(fields);
});
