/** Citations on their way to people: pieces go in as they come, and come out without numbers that no passage has. */
export interface CitationFilter {
  /** Gives what can be shown now; a bracket that may still become a citation waits. */
  push(delta: string): string;
  /** Gives spaces that wait for what may follow: whoever reads along sees a word as soon as it is over. */
  settle(): string;
  /** Gives what was still waiting. */
  end(): string;
  /** How many numbers were taken out so far. */
  readonly droppedCount: number;
}

const CITATION = /[ \t]?\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?!\()/g;
/** Spaces wait as well: they go with a citation that goes. */
const OPEN_CITATION = /[ \t]*(?:\[[\d ,;–-]{0,40}\]?)?$/;

/**
 * Takes citations of passages that are not there out of a stream, however it is cut into deltas: `[99]` goes with the space
 * before it, unless {@link CitationFilter.settle} gave that one out already, `[1, 99]` becomes `[1]`. Links, task boxes and years in brackets stay.
 *
 * @param passageCount the highest number that may be cited
 */
export function createCitationFilter(passageCount: number): CitationFilter {
  let waiting = '';
  let droppedCount = 0;
  const filter = (text: string): string =>
    text.replace(CITATION, (whole, listed: string) => {
      const numbers = listed.split(/\D+/);
      const kept = numbers.filter((number) => Number(number) >= 1 && Number(number) <= passageCount);
      droppedCount += numbers.length - kept.length;
      if (kept.length === numbers.length) return whole;
      return kept.length === 0 ? '' : `${/^[ \t]?/.exec(whole)?.[0] ?? ''}[${kept.join(', ')}]`;
    });
  return {
    push(delta) {
      waiting += delta;
      const held = OPEN_CITATION.exec(waiting)?.[0].length ?? 0;
      const ready = waiting.slice(0, waiting.length - held);
      waiting = waiting.slice(ready.length);
      return filter(ready);
    },
    settle() {
      if (waiting.trim() !== '') return '';
      const spaces = waiting;
      waiting = '';
      return spaces;
    },
    end() {
      const ready = filter(waiting);
      waiting = '';
      return ready;
    },
    get droppedCount() {
      return droppedCount;
    },
  };
}
