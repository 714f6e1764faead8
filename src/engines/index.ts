/** Real engines for the demo and the tests: wherever one can be had, in one order, behind one interface. */
export type { Engine } from './engine.ts';
export { EngineError } from './engine.ts';
export { startKinesis } from './kinesis/start-kinesis.ts';
export { startOpenSearch } from './opensearch/start-opensearch.ts';
export { EngineUnavailableError } from './ways.ts';
