import { isIP } from 'node:net';
import type { Invalid } from './variables.ts';

/** Where the shared state is. */
export interface RedisConfig {
  /** With the password in it. */
  readonly url: string;
  /** Host and port, to be shown. */
  readonly address: string;
  /** Whether what is said there can be read on the way, though only within a private network. */
  readonly isPlain: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;
/** Ranges that no router of the internet passes on. */
const PRIVATE_ADDRESS =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[?f[cd]|\[?fe80:)/i;
const PRIVATE_NAME = /\.(internal|local|lan|home\.arpa|localdomain|svc)$/i;

/**
 * Reads the address of a Redis. In clear it may be on this machine or in its private network, as containers beside each
 * other are; what people ask does not cross the internet so.
 */
export function parseRedisUrl(text: string): { readonly value: RedisConfig } | Invalid {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The value is not shown: it holds a password.
  if (url === undefined || url.hostname === '' || !['redis:', 'rediss:'].includes(url.protocol)) {
    return { problem: 'is no address: give the whole of it, beginning with rediss:// or redis://.' };
  }
  if (!/^\/?\d*$/.test(url.pathname)) {
    return { problem: 'names no database after its host: end it there, or with a number, such as /0.' };
  }
  const { hostname } = url;
  const isPlain = url.protocol === 'redis:' && !LOOPBACK.test(hostname);
  if (isPlain && !isPrivate(hostname)) {
    return { problem: 'would send what people ask over the internet in clear: begin it with rediss:// (TLS).' };
  }
  return { value: { url: text.replace(/\/+$/, ''), address: `${hostname}:${url.port || '6379'}`, isPlain } };
}

function isPrivate(hostname: string): boolean {
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) return PRIVATE_ADDRESS.test(hostname);
  // A name without a dot is of this network alone.
  return !hostname.includes('.') || PRIVATE_NAME.test(hostname);
}
