import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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

/** Checks that the folder for the state can be written, or made where it is not there, and gives its absolute path. */
export function readStateDir(variables: VariableReader): string {
  const path = resolve(variables.text('STATE_DIR') ?? '.asktwin');
  try {
    const nearest = toNearest(path);
    accessSync(nearest, constants.R_OK | constants.W_OK | constants.X_OK);
    if (statSync(nearest).isDirectory()) return path;
  } catch {
    // Whatever the reason, another folder helps.
  }
  variables.fault('STATE_DIR', `${path} cannot be made or written: name a folder that this user may write to.`);
  return path;
}

/** The path itself, or the nearest folder above it that is there. */
function toNearest(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? toNearest(dirname(path)) : path;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
