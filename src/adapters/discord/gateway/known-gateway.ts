import type { APIGatewayBotInfo, ClientOptions } from 'discord.js';

type BuildStrategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>;

/** Tells a client what Discord has said of the Gateway already: else each of them asks anew. */
export function knowGateway(info: APIGatewayBotInfo, build: BuildStrategy): BuildStrategy {
  return (manager) => {
    Object.assign(manager, { fetchGatewayInformation: async () => info });
    return build(manager);
  };
}
