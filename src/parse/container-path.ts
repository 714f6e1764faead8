/** `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log`, as the kubelet names them; rotated ones have more at the end. */
const podPath = /\/pods\/([^/_]+)_([^/_]+)_([^/_]+)\/([^/]+)\/\d+\.log[^/]*$/;
/** `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`, the kubelet's links to them. */
const linkPath = /\/containers\/([^/_]+)_([^/_]+)_([^/]+)-([0-9a-f]{64})\.log[^/]*$/;
/** `/var/lib/docker/containers/ID/ID-json.log` */
const dockerPath = /\/containers\/([0-9a-f]{12,64})\/\1-json\.log[^/]*$/;

/** What the path of a container's log file tells of it, as fields of its events. */
export function containerFields(path: string): { readonly [field: string]: string } {
  const pod = podPath.exec(path);
  if (pod !== null) {
    const [, namespace = '', name = '', uid = '', container = ''] = pod;
    return { ...podFields(namespace, name, container), 'kubernetes.pod.uid': uid };
  }
  const link = linkPath.exec(path);
  if (link !== null) {
    const [, name = '', namespace = '', container = '', id = ''] = link;
    return { ...podFields(namespace, name, container), 'container.id': id };
  }
  const id = dockerPath.exec(path)?.[1];
  return id === undefined ? {} : { 'container.id': id };
}

/** The names of ECS, and beside them those of Kubernetes that Elastic's and OpenSearch's dashboards ask for. */
function podFields(namespace: string, pod: string, container: string): { readonly [field: string]: string } {
  return {
    'container.name': container,
    'kubernetes.container.name': container,
    'kubernetes.namespace': namespace,
    'kubernetes.pod.name': pod,
    'orchestrator.namespace': namespace,
    'orchestrator.resource.name': pod,
    'orchestrator.type': 'kubernetes',
  };
}
