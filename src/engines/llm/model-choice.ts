import type { Logger } from '../../core/ports.ts';

/** Which of the configured models is in use. What it learns it remembers for the life of the process. */
export interface ModelChoice {
  readonly current: string;
  /** Drops a model that is gone; gives `false` when there is no other. */
  fallBackFrom(model: string): boolean;
  /** Goes on with the first configured model that is among the served ones. */
  preferServed(servedModels: readonly string[]): void;
}

/** Starts with the first of the models. */
export function createModelChoice(models: readonly string[], logger: Logger): ModelChoice {
  let position = 0;
  const at = (index: number): string => models[index] ?? '';
  const moveTo = (index: number): void => {
    logger.warn(
      { event: 'model.replaced', model: at(position), replacement: at(index) },
      `The model ${at(position)} is not served; ${at(index)} is used instead.`,
    );
    position = index;
  };
  return {
    get current() {
      return at(position);
    },
    fallBackFrom(model) {
      // Another answer may have fallen back meanwhile.
      if (model !== at(position)) return true;
      if (position + 1 >= models.length) return false;
      moveTo(position + 1);
      return true;
    },
    preferServed(servedModels) {
      const isServed = (model: string): boolean =>
        servedModels.some((served) => served === model || served === `${model}:latest`);
      const index = models.findIndex(isServed);
      if (index > position) moveTo(index);
      if (index >= 0) return;
      logger.warn(
        { event: 'models.not_served', models },
        'None of the configured models is among those that are served.',
      );
    },
  };
}
