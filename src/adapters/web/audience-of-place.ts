import type { IncomingMessage } from 'node:http';
import type { Audience } from '../../core/audience.ts';
import { isLoopback, toHostname } from './access.ts';

/** What proxies and tunnels add to a request that they pass on. */
const PASSED_ON =
  /^(?:forwarded|via|x-forwarded(?:-.*)?|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip|x-envoy-.*|true-client-ip|cdn-loop|cf-.*|fly-.*|ngrok-.*|tailscale-.*)$/;

/** What tells of the one who sent a request. */
export type RequestPlace = Pick<IncomingMessage, 'headers' | 'httpVersion'> & {
  /** Of the other end of the socket. */
  readonly remoteAddress: string | undefined;
};

/**
 * Who sent a request: the owner, when it comes straight from this machine, and anybody otherwise. A proxy or a tunnel
 * that ends here makes the whole world arrive over loopback, so a request must neither ask for another host name nor
 * carry what those add. HTTP/1.0 is what nginx speaks to what is behind it unless it is told otherwise, and no browser.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version
 */
export function audienceOfPlace({ remoteAddress = '', headers, httpVersion }: RequestPlace): Audience {
  const isFromHere = isLoopback(remoteAddress.replace(/^::ffff:/, '')) && isLoopback(toHostname(headers.host ?? ''));
  const isPassedOn = httpVersion === '1.0' || Object.keys(headers).some((name) => PASSED_ON.test(name));
  return isFromHere && !isPassedOn ? 'owner' : 'public';
}
