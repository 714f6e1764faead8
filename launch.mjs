// Every npm script starts here. Plain JavaScript without dependencies, because it has to run before anything is
// installed and on a Node too old for the project: it installs what is missing, finds a Node that fits, and runs the
// command on that one. What it says itself goes to stderr: stdout belongs to the command (`kinship`, `bench --json`).

import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode } from './scripts/find-node.mjs';
import { installWhenStale } from './scripts/install.mjs';
import { runToEnd } from './scripts/run-to-end.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const inRoot = (path) => join(root, path);

/** What each command runs on the fitting Node, and the folder it runs in: the project's, or where the user stands. */
const commands = {
  demo: { entry: 'src/cli/main.ts', first: ['demo'], folder: userFolder },
  kinship: { entry: 'src/cli/main.ts', first: [], folder: userFolder },
  test: { entry: 'node_modules/vitest/vitest.mjs', first: ['run'], folder: projectFolder },
  simulate: { entry: 'test/simulation/main.ts', first: [], folder: projectFolder },
  bench: { entry: 'test/bench/main.ts', first: [], folder: projectFolder },
  model: { entry: 'test/model/run.ts', first: [], folder: projectFolder },
  fuzz: { entry: 'test/fuzz/main.ts', first: [], folder: projectFolder },
  check: { entry: 'scripts/check.mjs', first: [], folder: projectFolder },
  format: {
    entry: 'node_modules/@biomejs/biome/bin/biome',
    first: ['check', '--write'],
    folder: projectFolder,
  },
  docs: { entry: 'scripts/docs.ts', first: [], folder: projectFolder },
  build: { entry: 'scripts/build.mjs', first: [], folder: projectFolder },
};

try {
  process.exitCode = await launch(process.argv[2], process.argv.slice(3));
} catch (error) {
  process.stderr.write(`kinship: ${error.expected === true ? error.message : error.stack}\n`);
  process.exitCode = error.exitCode ?? 1;
}

async function launch(name, args) {
  if (!Object.hasOwn(commands, name ?? '')) {
    process.stderr.write(`usage: node launch.mjs ${Object.keys(commands).join('|')} [ARGUMENTS]\n`);
    return 64; // EX_USAGE
  }
  const { entry, first, folder } = commands[name];
  await installWhenStale(root);
  const node = findNode(root);
  const withLauncher = ['--import', inRoot('scripts/end-with-parent.mjs')];
  const { exitCode } = await runToEnd(node, [...withLauncher, inRoot(entry), ...first, ...args], {
    cwd: folder(),
    env: environment(node),
    stdio: 'inherit',
  });
  return exitCode;
}

/** The child's environment: its own tools and its own Node come first in PATH, for it and for what it starts. */
function environment(node) {
  const path = [inRoot('node_modules/.bin'), dirname(node), process.env.PATH ?? ''];
  return {
    ...process.env,
    PATH: path.join(delimiter),
    // The demo keeps its data in $KINSHIP_HOME/.kinship, because its working folder is the user's, not the project's.
    KINSHIP_HOME: process.env.KINSHIP_HOME ?? root,
  };
}

function projectFolder() {
  return root;
}

/** npm runs scripts in the package's folder and leaves in INIT_CWD where the user stood: FILE is meant from there. */
function userFolder() {
  const startedByNpm = process.env.INIT_CWD !== undefined && process.cwd() === root;
  return startedByNpm ? process.env.INIT_CWD : process.cwd();
}
