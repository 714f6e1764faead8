import { isDeepStrictEqual } from 'node:util';
import type { FieldValue } from '../record/event.ts';
import { MetadataError } from './ask.ts';
import { ec2Fields } from './ec2.ts';
import { ecsFields } from './ecs.ts';
import { hostFields } from './host.ts';
import type { MetadataOptions } from './options.ts';

type Fields = Readonly<Record<string, FieldValue>>;

/** What hears of what was found out, and of what was not. */
export interface MetadataEvents {
  metadataRead(type: string, fields: Fields): void;
  metadataMissing(type: string, error: Error & { hint?: string | undefined }): void;
}

/** Finds out where the agent runs: each once, for none of it changes while a process lives. What failed is asked again. */
export class Metadata {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #events: MetadataEvents;
  readonly #known: { readonly options: MetadataOptions; readonly fields: Fields }[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>, events: MetadataEvents) {
    this.#env = env;
    this.#events = events;
  }

  /** The fields of all that is asked for, later ones over earlier ones. What cannot be found out is told and left out. */
  async read(wanted: readonly MetadataOptions[], stop: AbortSignal): Promise<Fields> {
    const all = await Promise.all(wanted.map((options) => this.#one(options, stop)));
    return Object.assign({}, ...all);
  }

  async #one(options: MetadataOptions, stop: AbortSignal): Promise<Fields> {
    const known = this.#known.find((each) => isDeepStrictEqual(each.options, options));
    if (known !== undefined) return known.fields;
    try {
      const fields = await this.#ask(options, stop);
      this.#known.push({ options, fields });
      this.#events.metadataRead(options.type, fields);
      return fields;
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      if (!stop.aborted) this.#events.metadataMissing(options.type, error);
      return {};
    }
  }

  #ask(options: MetadataOptions, stop: AbortSignal): Promise<Fields> {
    if (options.type === 'host') return hostFields();
    const signal = AbortSignal.any([stop, AbortSignal.timeout(options.timeoutMs)]);
    if (options.type === 'ecs') return ecsFields(this.#env, signal);
    return ec2Fields(options, signal, (error) => this.#events.metadataMissing('ec2 tags', error));
  }
}
