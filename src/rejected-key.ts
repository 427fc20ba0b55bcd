import { ConfigError, UpstreamError } from './core/errors.ts';

/**
 * A key that the service rejects is a fault of the configuration: trying again cannot help. `where` names its variable.
 *
 * @throws {ConfigError} the key is rejected
 */
export async function orConfigError<T>(where: string, check: Promise<T>): Promise<T> {
  try {
    return await check;
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.kind !== 'auth') throw error;
    throw new ConfigError([{ where, problem: error.message }], { cause: error });
  }
}
