import { configJsonSchema } from '../src/config/json-schema.ts';
import { referenceMarkdown } from '../src/config/reference.ts';
import { configSchema } from '../src/config/schema.ts';
import { contractPage } from '../test/contract/kinesis/page.ts';

/** What is generated from the schemas of the options and from the contract: text by path from the project's root. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/configuration.md', referenceMarkdown(configSchema, 'Configuration')],
    ['docs/kinesis-contract.md', contractPage()],
    ['config/kinship.schema.json', configJsonSchema(configSchema, 'kinship configuration')],
  ]);
}
