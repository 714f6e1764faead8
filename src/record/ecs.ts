/**
 * The ECS fields kinship writes, with their OpenSearch types (Elastic Common Schema 8 field reference), and the few of
 * Kubernetes and OpenTelemetry (`log.iostream`) that it has no name for. A field of
 * a JSON line is taken for ECS only where name and type fit; everything else goes under `fields`, so that two
 * teams' `status` never fight over one mapping.
 */
export const ecsFields = {
  '@timestamp': 'date',
  message: 'text',
  'agent.id': 'keyword',
  'client.ip': 'ip',
  'cloud.account.id': 'keyword',
  'cloud.availability_zone': 'keyword',
  'cloud.instance.id': 'keyword',
  'cloud.machine.type': 'keyword',
  'cloud.provider': 'keyword',
  'cloud.region': 'keyword',
  'container.id': 'keyword',
  'container.name': 'keyword',
  'error.message': 'text',
  'error.stack_trace': 'text',
  'error.type': 'keyword',
  'event.action': 'keyword',
  'event.category': 'keyword',
  'event.code': 'keyword',
  'event.dataset': 'keyword',
  'event.duration': 'long',
  'event.original': 'keyword',
  'event.outcome': 'keyword',
  'event.time_source': 'keyword',
  'fluent.tag': 'keyword',
  'host.architecture': 'keyword',
  'host.ip': 'ip',
  'host.name': 'keyword',
  'host.os.kernel': 'keyword',
  'host.os.name': 'keyword',
  'host.os.type': 'keyword',
  'host.os.version': 'keyword',
  'http.request.body.bytes': 'long',
  'http.request.bytes': 'long',
  'http.request.id': 'keyword',
  'http.request.method': 'keyword',
  'http.request.referrer': 'keyword',
  'http.response.body.bytes': 'long',
  'http.response.bytes': 'long',
  'http.response.status_code': 'long',
  'http.version': 'keyword',
  'kubernetes.container.name': 'keyword',
  'kubernetes.labels': 'flat_object',
  'kubernetes.namespace': 'keyword',
  'kubernetes.namespace_labels': 'flat_object',
  'kubernetes.node.name': 'keyword',
  'kubernetes.pod.name': 'keyword',
  'kubernetes.pod.uid': 'keyword',
  labels: 'flat_object',
  'log.file.generation': 'keyword',
  'log.file.path': 'keyword',
  'log.iostream': 'keyword',
  'log.level': 'keyword',
  'log.logger': 'keyword',
  'log.offset': 'long',
  'log.origin.file.line': 'long',
  'log.origin.file.name': 'keyword',
  'log.part': 'long',
  'log.source.address': 'keyword',
  'log.syslog.appname': 'keyword',
  'log.syslog.facility.code': 'long',
  'log.syslog.facility.name': 'keyword',
  'log.syslog.hostname': 'keyword',
  'log.syslog.msgid': 'keyword',
  'log.syslog.priority': 'long',
  'log.syslog.procid': 'keyword',
  'log.syslog.severity.code': 'long',
  'log.syslog.severity.name': 'keyword',
  'log.syslog.structured_data': 'flat_object',
  'log.syslog.version': 'keyword',
  'process.command_line': 'keyword',
  'process.executable': 'keyword',
  'orchestrator.cluster.name': 'keyword',
  'orchestrator.namespace': 'keyword',
  'orchestrator.resource.id': 'keyword',
  'orchestrator.resource.name': 'keyword',
  'orchestrator.resource.type': 'keyword',
  'orchestrator.type': 'keyword',
  'process.name': 'keyword',
  'process.pid': 'long',
  'process.thread.id': 'long',
  'process.thread.name': 'keyword',
  'server.address': 'keyword',
  'service.environment': 'keyword',
  'service.name': 'keyword',
  'service.version': 'keyword',
  'source.address': 'keyword',
  'source.ip': 'ip',
  'source.port': 'long',
  'span.id': 'keyword',
  'systemd.transport': 'keyword',
  'systemd.unit': 'keyword',
  'tls.cipher': 'keyword',
  'trace.id': 'keyword',
  'url.domain': 'keyword',
  'url.full': 'keyword',
  'url.original': 'keyword',
  'url.path': 'keyword',
  'url.query': 'keyword',
  'user.id': 'keyword',
  'user.name': 'keyword',
  'user_agent.original': 'keyword',
} as const satisfies Record<string, 'date' | 'text' | 'keyword' | 'long' | 'ip' | 'flat_object'>;

const typeOf: ReadonlyMap<string, (typeof ecsFields)[keyof typeof ecsFields]> = new Map(
  Object.entries(ecsFields),
);

/** The OpenSearch type of an ECS field; undefined for any other name. */
export function ecsTypeOf(field: string): string | undefined {
  return typeOf.get(field);
}

/** Whether a value from outside may stand in the ECS field of this name. */
export function fitsEcs(field: string, value: unknown): boolean {
  switch (typeOf.get(field)) {
    case 'text':
    case 'keyword':
    case 'ip':
      return typeof value === 'string';
    case 'long':
      return Number.isSafeInteger(value);
    default:
      return false;
  }
}
