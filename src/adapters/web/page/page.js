import { ask, CutError, RefusedError } from './ask.js';
import { createComposer } from './composer.js';
import { createConversation } from './conversation.js';
import { find } from './dom.js';
import { createFollower } from './follower.js';
import { createTurnView } from './turn-view.js';

/** @typedef {import('./conversation.js').KeptTurn} KeptTurn */

const welcome = find('welcome', HTMLElement);
const turns = find('turns', HTMLOListElement);
const newConversation = find('new-conversation', HTMLButtonElement);
const announcer = find('announcer', HTMLElement);

const conversation = createConversation();
const follower = createFollower(find('latest', HTMLButtonElement));
/** On a touch screen, focus that nobody asked for would bring up the keyboard. */
const canHover = matchMedia('(hover: hover)').matches;
/** @type {AbortController | undefined} The answer that is being written. */
let running;

const composer = createComposer({
  onAsk: (question) => void answer(question),
  onStop: () => running?.abort(),
});

find('suggestions', HTMLUListElement).addEventListener('click', ({ target }) => {
  const chip = target instanceof Element ? target.closest('button') : null;
  if (chip === null || running !== undefined) return;
  void answer(chip.textContent ?? '');
  // The chip is gone now, and with it the place of a reader who uses the keyboard.
  if (canHover) composer.focus();
});

newConversation.addEventListener('click', () => {
  running?.abort();
  conversation.restart();
  turns.replaceChildren();
  showWelcome();
  announcer.textContent = 'A new conversation has begun.';
  composer.focus();
});

for (const turn of conversation.turns) showTurn(turn);
showWelcome();
if (conversation.turns.length > 0) follower.jump();
if (canHover) composer.focus();

/** @param {string} question */
async function answer(question) {
  if (running !== undefined) return;
  const abort = new AbortController();
  running = abort;
  composer.setStreaming(true);
  announcer.textContent = 'The AI twin is answering.';
  const view = createTurnView(question, { onAskAgain: () => askAgain(turn, view.element), onChange: follower.keepUp });
  /** @type {KeptTurn} */
  let turn = { question, text: '', sources: [], ending: 'failed', turnId: '' };
  turns.append(view.element);
  showWelcome();
  follower.jump();

  try {
    await ask(
      { question, conversationId: conversation.id },
      {
        onPassages: (passages) => view.found(passages),
        onDelta: (text) => view.append(text),
        onDone: ({ outcome, ...done }) => (turn = { question, ending: outcome, ...done }),
      },
      abort.signal,
    );
  } catch (error) {
    turn = { ...turn, ...toEnding(error, view.text, abort.signal) };
  }
  running = undefined;
  composer.setStreaming(false);
  if (!view.element.isConnected) return;
  view.finish(turn);
  conversation.keep(turn);
  announcer.textContent = toAnnouncement(view.spokenText, turn);
}

/**
 * @param {unknown} error
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {Pick<KeptTurn, 'text' | 'ending'>}
 */
function toEnding(error, text, signal) {
  if (signal.aborted) return { text, ending: 'stopped' };
  const isKnown = error instanceof RefusedError || error instanceof CutError;
  const message = isKnown ? error.message : 'Something went wrong in this page. Reload it, then ask again.';
  return {
    text: text === '' ? message : `${text}\n\n_${message}_`,
    ending: error instanceof RefusedError ? 'refused' : 'failed',
  };
}

/**
 * @param {string} spokenText
 * @param {KeptTurn} turn
 */
function toAnnouncement(spokenText, { sources, ending }) {
  if (ending === 'stopped') return 'Stopped.';
  const count = sources.length;
  const tail = count === 0 ? '' : ` ${count} ${count === 1 ? 'source' : 'sources'}.`;
  return `${spokenText}${tail}`;
}

/** @param {KeptTurn} turn */
function showTurn(turn) {
  const view = createTurnView(turn.question, { onAskAgain: () => askAgain(turn, view.element), onChange: () => {} });
  turns.append(view.element);
  view.finish(turn);
}

/**
 * Asks once more. The last turn gives way when there is nothing in it to keep.
 *
 * @param {KeptTurn} turn
 * @param {HTMLElement} element
 */
function askAgain(turn, element) {
  if (running !== undefined) return;
  const isWorthKeeping = turn.ending === 'answered' || turn.ending === 'unknown' || turn.ending === 'degraded';
  if (!isWorthKeeping && element === turns.lastElementChild) {
    element.remove();
    conversation.drop(turn);
  }
  composer.focus();
  void answer(turn.question);
}

function showWelcome() {
  const isEmpty = turns.childElementCount === 0;
  welcome.hidden = !isEmpty;
  newConversation.hidden = isEmpty;
}
