// Compiles src/ to dist/, for installing: Node runs TypeScript unbuilt, but not below node_modules.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const shebang = '#!/usr/bin/env node\n';
const command = 'dist/cli/main.js';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// What the code reads at run time from beside itself: pages, templates, plain scripts.
cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') });

if (existsSync(command)) {
  const source = readFileSync(command, 'utf8');
  if (!source.startsWith('#!')) writeFileSync(command, shebang + source);
  chmodSync(command, 0o755);
}
