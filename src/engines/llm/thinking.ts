/** Takes out the thoughts that some models write in front of their answer, between `<think>` and `</think>`. */
export interface ThinkingFilter {
  /** Gives what may be shown; nothing while a thought goes on or the start is undecided. */
  push(text: string): string;
  /** Gives what was undecided when the answer ended. */
  end(): string;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/** Makes a filter for one answer. Only a thought at its very start is one; later on the words are part of the text. */
export function createThinkingFilter(): ThinkingFilter {
  let state: 'start' | 'thinking' | 'gap' | 'answer' = 'start';
  let held = '';

  const step = (): string => {
    if (state === 'start') {
      const bare = held.trimStart();
      if (!bare.startsWith(OPEN) && OPEN.startsWith(bare)) return '';
      state = bare.startsWith(OPEN) ? 'thinking' : 'answer';
    }
    if (state === 'thinking') {
      const closedAt = held.indexOf(CLOSE);
      if (closedAt < 0) return '';
      held = held.slice(closedAt + CLOSE.length);
      state = 'gap';
    }
    if (state === 'gap') {
      held = held.trimStart();
      if (held !== '') state = 'answer';
    }
    const shown = held;
    held = '';
    return shown;
  };

  return {
    push(text) {
      held += text;
      return step();
    },
    end: () => (state === 'start' ? held : ''),
  };
}
