import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ConfigFault } from '../../core/errors.ts';
import { ConfigError } from '../../core/errors.ts';

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Listens and gives the port, which differs from the one asked for when that is 0.
 *
 * @throws {ConfigError} the address is taken, forbidden or not on this machine
 */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigError([toFault(error, { host, port })], { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Where a browser on this machine finds a server that is bound to `host`. */
export function toUrl(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::' || host === '';
  const name = isEverywhere ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function toFault(error: unknown, { host, port }: Address): ConfigFault {
  switch (toCode(error)) {
    case 'EADDRINUSE':
      return {
        where: 'PORT',
        problem: `${port} is taken by another program. Stop that one, or set PORT to a free port (0 picks one).`,
      };
    case 'EACCES':
      return {
        where: 'PORT',
        problem: `${port} needs rights that this process does not have. Set PORT to 1024 or above.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        where: 'HOST',
        problem: `${host} is no address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 to serve others.`,
      };
    default:
      return {
        where: 'HOST, PORT',
        problem: `The web page cannot listen on ${host}:${port} (${toCode(error)}). Set HOST and PORT to a free address.`,
      };
  }
}

function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
