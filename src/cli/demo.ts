import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localCredentials, runDemo } from '../demo/demo.ts';
import { EngineError, EngineUnavailableError } from '../engines/index.ts';
import type { Command } from './command.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { machineId } from './machine.ts';
import { listenForStop } from './stop-signals.ts';
import { systemClock } from './system-clock.ts';

export const demoCommand: Command = async (files, { env, stdout }) => {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new CommandError(exitCodes.noInput, `no such file: ${missing.join(', ')}`);
  const folder = files.find((file) => statSync(file).isDirectory());
  if (folder !== undefined) {
    throw new CommandError(
      exitCodes.noInput,
      `${folder} is a folder\n  name the files in it: npm start -- ${folder}/*.log`,
    );
  }
  // The SDK looks for credentials on its own; the engines of this machine check none, but want some.
  if (env['AWS_ENDPOINT_URL_KINESIS'] === undefined && env['AWS_ENDPOINT_URL'] === undefined) {
    Object.assign(process.env, localCredentials);
  }
  const home = env['KINSHIP_HOME'] ?? resolve(fileURLToPath(new URL('../..', import.meta.url)));
  const { stop, force, dispose } = listenForStop();
  try {
    await runDemo({
      files,
      home,
      env,
      machineId: machineId(),
      output: stdout,
      clock: systemClock,
      random: Math.random,
      stop,
      force,
    });
    return exitCodes.ok;
  } catch (error) {
    if (stop.aborted) return exitCodes.ok;
    if (error instanceof EngineUnavailableError || error instanceof EngineError) {
      throw new CommandError(exitCodes.unavailable, error.message, { cause: error });
    }
    throw error;
  } finally {
    dispose();
  }
};
