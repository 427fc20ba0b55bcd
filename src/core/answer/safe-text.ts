import { heldBackByInvisible, stripInvisible } from '../../support/invisible.ts';
import { guardLinks, heldBackByLinks, tearLink } from './link-guard.ts';

/** Model text on its way to people: pieces go in as they come, safe pieces come out. */
export interface SafeText {
  /** Gives what can be shown now; the rest waits for the next piece. */
  push(delta: string): string;
  /** Gives what was still waiting. */
  end(): string;
}

/** Applies {@link stripInvisible} to a stream. Comes before every other filter, so that nothing hides from those. */
export function createVisibleText(): SafeText {
  return createFilter(heldBackByInvisible, stripInvisible);
}

/**
 * Applies {@link guardLinks} to a stream of visible text, however it is cut into deltas: whatever could still become a link is
 * held back until it is decided. Comes after every other filter: what those take out must not put a link together.
 */
export function createSafeLinks(hosts: ReadonlySet<string>): SafeText {
  let waiting = '';
  const take = (character: string): string => {
    waiting = tearLink(waiting + character);
    const ready = waiting.slice(0, waiting.length - heldBackByLinks(waiting));
    waiting = waiting.slice(ready.length);
    return ready === '' ? '' : guardLinks(ready, hosts);
  };
  return {
    push(delta) {
      let ready = '';
      // One by one, so that what is torn is torn at the same place, however the stream is cut.
      for (const character of delta) ready += take(character);
      return ready;
    },
    end: () => guardLinks(waiting, hosts),
  };
}

function createFilter(heldBack: (text: string) => number, filter: (text: string) => string): SafeText {
  let waiting = '';
  const release = (length: number): string => {
    const ready = waiting.slice(0, length);
    waiting = waiting.slice(length);
    return filter(ready);
  };
  return {
    push(delta) {
      waiting += delta;
      return release(waiting.length - heldBack(waiting));
    },
    end: () => release(waiting.length),
  };
}
