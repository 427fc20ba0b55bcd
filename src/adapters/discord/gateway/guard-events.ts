import type { ClientOptions } from 'discord.js';

type BuildStrategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>;

/**
 * Has discord.js survive events that it cannot read: what its handlers throw otherwise rejects a promise that is nobody's,
 * which ends the process. The event is lost, the connection goes on.
 */
export function guardEvents(build: BuildStrategy, onFault: (error: unknown) => void): BuildStrategy {
  return (manager) => {
    const emit = manager.emit.bind(manager);
    const guarded = (...event: readonly unknown[]): boolean => {
      try {
        return Boolean(Reflect.apply(emit, undefined, event));
      } catch (error) {
        onFault(error);
        return true;
      }
    };
    Object.assign(manager, { emit: guarded });
    return build(manager);
  };
}
