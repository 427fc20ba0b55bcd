import type { MiddlewareHandler } from 'hono';

/** The only things that the page may load and call are its own; nothing may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Adds the headers that keep a browser from doing more with a response than the page needs. */
export function secureHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
  };
}

/** Whether a host name or address, brackets of IPv6 included or not, can only mean this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses names that are not this machine's. A foreign page can point its own name at 127.0.0.1 and would then count
 * as the same origin; what it cannot do is change the Host header.
 *
 * @see https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function onlyLoopbackHosts(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (isLoopback(toHostname(host))) return next();
    return c.json(
      {
        error:
          'This address is for the machine that the twin runs on. Open it as localhost, or set HOST to serve others.',
      },
      403,
    );
  };
}

/**
 * Refuses questions that another site's page sends. Programs that are no browsers send neither header and pass.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function onlySameOrigin(): MiddlewareHandler {
  return async (c, next) => {
    const site = c.req.header('sec-fetch-site') ?? 'none';
    const origin = c.req.header('origin');
    const isOwnSite = site === 'same-origin' || site === 'none';
    const isOwnOrigin = origin === undefined || toHost(origin) === c.req.header('host')?.toLowerCase();
    if (isOwnSite && isOwnOrigin) return next();
    return c.json(
      { error: 'Questions from another site are refused. Ask from the page that this server serves.' },
      403,
    );
  };
}

/** The host name of a Host header, without its port; empty when it is none. */
export function toHostname(hostHeader: string): string {
  const address = `http://${hostHeader}`;
  return URL.canParse(address) ? new URL(address).hostname : '';
}

/** Host and port; the scheme is left out because a proxy in front may have ended TLS. */
function toHost(origin: string): string | undefined {
  const match = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase());
  return match?.[1];
}
