import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from '../unit/compose/compose-file.ts';
import { checkJsonSchema } from './check-jsonschema.ts';

describe.skipIf(process.env['ENGINES'] === 'none')('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    const file = join(projectDir, 'docker-compose.yml');
    const toolsDir = join(projectDir, '.kinship', 'tools');
    const args = ['--builtin-schema', 'vendor.compose-spec', file];
    const { status, stdout, stderr } = checkJsonSchema(toolsDir, args);
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});
