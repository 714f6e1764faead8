import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { releaseLock, takeLock, touchLock } from './install-lock.mjs';
import { exitCodeOf, runToEnd } from './run-to-end.mjs';

const progressEveryMs = 5000;
const outputLinesKept = 30;
const watcher = join(dirname(fileURLToPath(import.meta.url)), 'end-with-parent.mjs');

/**
 * `npm install`, not `npm ci`: `ci` stops at binaries of foreign platforms that a mirror does not carry. Install
 * scripts are left out: none is needed (leveldown brings its binaries), and one would compile for ten seconds.
 * Development packages are asked for by name, because NODE_ENV=production would leave them out.
 */
const npmArguments = [
  ...['install', '--ignore-scripts', '--include=dev', '--include=optional'],
  ...['--no-audit', '--no-fund', '--no-progress', '--loglevel=warn'],
];

/** Installs the packages unless a finished install of this very package-lock.json is there. Speaks on stderr only. */
export async function installWhenStale(root) {
  const place = placesIn(root);
  if (isFresh(place)) return;
  mkdirSync(place.state, { recursive: true });
  await takeLock(place.lock, () => say('another launch is installing packages, waiting for it'));
  if (isFresh(place)) return releaseLock(place.lock);
  if (isHalfInstalled(place)) {
    say('an earlier install was cut off, starting over');
    clear(place);
  }
  await install(root, place);
}

function placesIn(root) {
  const modules = join(root, 'node_modules');
  const state = join(modules, '.kinship');
  return {
    modules,
    state,
    lock: join(state, 'lock'),
    /** Holds the hash of the package-lock.json that is installed. */
    stamp: join(state, 'installed'),
    /** Lies there while npm works, and stays when it is cut off. */
    unfinished: join(state, 'unfinished'),
    packageLock: join(root, 'package-lock.json'),
    installedLock: join(modules, '.package-lock.json'),
  };
}

function isFresh(place) {
  if (!existsSync(place.installedLock) || !existsSync(place.stamp)) return false;
  return readFileSync(place.stamp, 'utf8') === hashOf(place.packageLock);
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * Whether an install was cut off, ours or one by hand (npm writes its own lock file last). Packages may then be half
 * unpacked, and npm would take them for whole.
 */
function isHalfInstalled(place) {
  if (existsSync(place.unfinished)) return true;
  return !existsSync(place.installedLock) && packageFolders(place.modules).length > 0;
}

function clear(place) {
  for (const name of readdirSync(place.modules)) {
    if (join(place.modules, name) !== place.state)
      rmSync(join(place.modules, name), { recursive: true, force: true });
  }
}

async function install(root, place) {
  say('installing packages (once, about half a minute)');
  rmSync(place.stamp, { force: true });
  writeFileSync(place.unfinished, '');
  const output = [];
  const progress = reportProgress(place);
  const [command, ...args] = npmCommand();
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] };
  const { exitCode, signal, stoppedBy } = await runToEnd(command, [...args, ...npmArguments], options, {
    stopWith: 'SIGKILL', // npm takes its time to put back what was there, and then it could not be trusted.
    onStart: (npm) => {
      touchLock(place.lock, npm.pid);
      for (const stream of [npm.stdout, npm.stderr]) keepLastLines(stream, output);
    },
  });
  progress.stop();
  const wasCutOff = stoppedBy !== undefined || signal !== null;
  if (!wasCutOff) rmSync(place.unfinished);
  if (!wasCutOff && exitCode === 0) writeFileSync(place.stamp, hashOf(place.packageLock));
  releaseLock(place.lock);
  if (wasCutOff)
    throw failure(`the install was stopped by ${stoppedBy ?? signal}`, exitCodeOf(stoppedBy ?? signal));
  if (exitCode !== 0)
    throw failure(`npm install failed (exit code ${exitCode}); it said:\n${output.join('\n')}`);
  say(`installed ${progress.now()}`);
}

/** Says now and then how far npm is, and keeps the lock fresh. */
function reportProgress(place) {
  const startedMs = performance.now();
  const now = () => {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    return `${packageFolders(place.modules).length} packages in ${seconds} s`;
  };
  const timer = setInterval(() => {
    touchLock(place.lock, process.pid);
    say(`installing packages: ${now()}`);
  }, progressEveryMs);
  return { now, stop: () => clearInterval(timer) };
}

/** The command that runs npm with the Node of this process: npm tells its scripts where it lies, PATH may not. */
function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const told = process.env.npm_execpath ?? '';
  const script = [told, beside].find((path) => /^npm(-cli)?\.c?js$/.test(basename(path)) && existsSync(path));
  if (script !== undefined) return [process.execPath, '--import', watcher, script];
  const inPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const npm = inPath.find((path) => existsSync(path));
  if (npm === undefined) throw failure('packages must be installed, but npm was not found: put it in PATH');
  return [npm];
}

/** The installed packages, scoped ones too; a folder counts once its package.json is there. */
function packageFolders(modules) {
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  const folders = names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
  return folders.filter((folder) => existsSync(join(modules, folder, 'package.json')));
}

function keepLastLines(stream, lines) {
  stream.setEncoding('utf8').on('data', (text) => {
    lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    lines.splice(0, lines.length - outputLinesKept);
  });
}

function say(text) {
  process.stderr.write(`kinship: ${text}\n`);
}

function failure(message, exitCode = 1) {
  return Object.assign(new Error(message), { expected: true, exitCode });
}
