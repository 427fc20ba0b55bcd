/**
 * What was asked and answered in this tab; it outlives a reload and ends with the tab.
 *
 * @typedef {import('./ask.js').Source} Source
 * @typedef {import('./ask.js').Outcome | 'stopped'} Ending
 * @typedef {{ question: string, text: string, sources: Source[], ending: Ending, turnId: string }} KeptTurn
 */

const STORAGE_KEY = 'asktwin.conversation';
/** The most turns that are kept; a tab's storage is small. */
const MAX_TURNS = 40;

/** @returns {{ readonly id: string, readonly turns: readonly KeptTurn[], keep(turn: KeptTurn): void, drop(turn: KeptTurn): void, restart(): void }} */
export function createConversation() {
  let { id, turns } = restore() ?? { id: createId(), turns: [] };
  const save = () => {
    try {
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ id, turns: turns.slice(-MAX_TURNS) }));
    } catch {
      // Storage that is full or forbidden costs the memory of a reload, no more.
    }
  };
  save();
  return {
    get id() {
      return id;
    },
    get turns() {
      return turns;
    },
    keep(turn) {
      turns = [...turns, turn];
      save();
    },
    drop(turn) {
      turns = turns.filter((kept) => kept !== turn);
      save();
    },
    restart() {
      id = createId();
      turns = [];
      save();
    },
  };
}

/** @returns {{ id: string, turns: KeptTurn[] } | undefined} */
function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
    return typeof kept?.id === 'string' && Array.isArray(kept.turns) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** `crypto.randomUUID` is missing where a page is served without TLS to another machine. */
function createId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
