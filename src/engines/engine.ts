/** A running engine, whoever runs it. `stop` may be called more than once, and settles when the engine is gone. */
export interface Engine {
  /** What it is and how it runs: `OpenSearch 3.8.0 (process)`. */
  readonly name: string;
  /** Where it answers, without a slash at the end: `http://127.0.0.1:9200`. */
  readonly url: string;
  /** Ends what was started; an engine that came from an address is left alone. */
  stop(): Promise<void>;
}

/** What every engine needs to start. */
export interface EngineOptions {
  /** Lasting data: what was stored is there again at the next start with the same folder. */
  readonly dataDir: string;
  /** What can be fetched again: jars and the home built of them. Shared by all data folders. */
  readonly cacheDir: string;
  /** The environment: addresses, JAVA_HOME, PATH, HOME. Children see it too. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told, one line at a time, what is happening while one waits. */
  readonly progress: (line: string) => void;
  /** Aborts a start that is under way, which then rejects with its reason. A running engine is ended by `stop`. */
  readonly signal?: AbortSignal;
  /** The port to listen on; a free one without it. */
  readonly port?: number;
}

export type EngineErrorCode =
  | 'busy' // another process runs an engine on this data folder
  | 'exited' // it ended while it was starting
  | 'port-taken' // somebody else listens there
  | 'timeout' // it did not get ready, or did not end, within the limit
  | 'unavailable'; // this machine has no way to run it

/** The one error of the engines: the code says which kind, the message what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'EngineError';
    this.code = code;
  }
}
