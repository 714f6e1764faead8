import type { FieldValue } from '../../record/event.ts';
import { MetadataError } from '../ask.ts';
import { KubernetesApi } from './api.ts';
import type { KubernetesOptions } from './options.ts';

/** Whose log file is read: both as the path of the file names them. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
}

export type PodFields = Readonly<Record<string, FieldValue>>;

/** After a failure nothing is asked for so long: an API server that is down must not hold up the logs of each new pod. */
const pauseMs = 30_000;

export interface PodLookupsContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
  /** Hears why labels are missing, at most once a pause. */
  readonly missing: (error: MetadataError) => void;
}

/** What the API of Kubernetes tells of pods: asked once for each pod, and remembered. */
export class PodLookups {
  readonly #options: KubernetesOptions;
  readonly #context: PodLookupsContext;
  readonly #api: KubernetesApi;
  /** In the order in which they were asked. */
  readonly #pods = new Map<string, PodFields>();
  readonly #namespaces = new Map<string, PodFields>();
  #pausedUntilMs = 0;

  constructor(options: KubernetesOptions, context: PodLookupsContext) {
    this.#options = options;
    this.#context = context;
    this.#api = new KubernetesApi(options, context.env);
  }

  /** The fields of a pod's events; none where it is gone, or where the API cannot be asked now. Never throws for that. */
  async fieldsOf({ namespace, name }: Pod, stop: AbortSignal): Promise<PodFields> {
    const key = `${namespace}/${name}`;
    const known = this.#pods.get(key);
    if (known !== undefined) return known;
    const nowMs = this.#context.nowMs();
    // Far ahead: the machine's clock was set back.
    if (nowMs < this.#pausedUntilMs && this.#pausedUntilMs - nowMs <= pauseMs) return {};
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(this.#options.timeoutMs)]);
      const fields = {
        ...(await this.#askNamespace(namespace, signal)),
        ...(await this.#askPod(namespace, name, signal)),
      };
      remember(this.#pods, key, fields, this.#options.podsMax);
      return fields;
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      if (!stop.aborted) this.#pause(error, nowMs);
      return {};
    }
  }

  async #askPod(namespace: string, name: string, signal: AbortSignal): Promise<PodFields> {
    const pod = await this.#api.get(`/api/v1/namespaces/${path(namespace)}/pods/${path(name)}`, signal);
    const node = mapOf(pod?.['spec'])['nodeName'];
    return {
      ...labelsOf(pod, 'kubernetes.labels'),
      ...(typeof node === 'string' && node !== '' && { 'kubernetes.node.name': node }),
    };
  }

  async #askNamespace(name: string, signal: AbortSignal): Promise<PodFields> {
    if (!this.#options.namespaceLabels) return {};
    const known = this.#namespaces.get(name);
    if (known !== undefined) return known;
    const namespace = await this.#api.get(`/api/v1/namespaces/${path(name)}`, signal);
    const fields = labelsOf(namespace, 'kubernetes.namespace_labels');
    remember(this.#namespaces, name, fields, this.#options.podsMax);
    return fields;
  }

  #pause(error: MetadataError, nowMs: number): void {
    this.#pausedUntilMs = nowMs + pauseMs;
    this.#context.missing(error);
  }
}

function labelsOf(object: Readonly<Record<string, unknown>> | undefined, field: string): PodFields {
  const labels = Object.entries(mapOf(mapOf(object?.['metadata'])['labels']));
  const texts = labels.filter((label): label is [string, string] => typeof label[1] === 'string');
  return texts.length === 0 ? {} : { [field]: Object.fromEntries(texts) };
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function path(name: string): string {
  return encodeURIComponent(name);
}

function remember(map: Map<string, PodFields>, key: string, fields: PodFields, entriesMax: number): void {
  map.set(key, fields);
  if (map.size <= entriesMax) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
