import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The loader that a Linux binary of Node asks for: without it (Alpine) the installed Node cannot start. */
const glibcLoaders = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' };

/** The path of a Node that runs the project: the one npm installed beside it, else the one running now. */
export function findNode(root) {
  const installed = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (process.platform === 'linux' && existsSync(installed) && existsSync(glibcLoaders[process.arch]))
    return installed;
  const needed = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
  if (isAtLeast(process.versions.node, needed)) return process.execPath;
  const message =
    `Node ${needed} is needed, this is ${process.versions.node} and npm brought no Node 24 for ` +
    `${process.platform} on ${process.arch}: install Node 24 and put it first in PATH`;
  throw Object.assign(new Error(message), { expected: true });
}

/** Compares '22.21.0' with a range of the form '>=22.22'. */
function isAtLeast(version, range) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = range.replace('>=', '').split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
