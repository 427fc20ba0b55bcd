import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { VariableReader } from './variables.ts';

/** Checks the folder that the twin learns from, and gives its absolute path. */
export function readDataDir(variables: VariableReader): string {
  const path = resolve(variables.text('DATA_DIR') ?? 'data');
  try {
    if (!statSync(path).isDirectory())
      variables.fault('DATA_DIR', `${path} is no folder: name the one with your files.`);
    else accessSync(path, constants.R_OK | constants.X_OK);
  } catch (error) {
    const problem = isMissing(error)
      ? 'is not there: make it, or name another one'
      : 'cannot be read: let this user read it';
    variables.fault('DATA_DIR', `${path} ${problem}.`);
  }
  return path;
}

/** Makes the folder for the state when it is not there, private to this user, and gives its absolute path. */
export function readStateDir(variables: VariableReader): string {
  const path = resolve(variables.text('STATE_DIR') ?? '.asktwin');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    variables.fault('STATE_DIR', `${path} cannot be made or written: name a folder that this user may write to.`);
  }
  return path;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
