import { configJsonSchema } from '../src/config/json-schema.ts';
import { referenceMarkdown } from '../src/config/reference.ts';
import { configSchema } from '../src/config/schema.ts';
import { contractPage } from '../test/contract/kinesis/page.ts';
import { formatsPage } from '../test/formats/page.ts';

/** What is generated from the schemas of the options from the contract, and from samples: text by path from the project's root. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/configuration.md', referenceMarkdown(configSchema, 'Configuration')],
    ['docs/formats.md', formatsPage()],
    ['docs/kinesis-contract.md', contractPage()],
    ['config/kinship.schema.json', configJsonSchema(configSchema, 'kinship configuration')],
  ]);
}
