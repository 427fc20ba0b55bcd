import { build } from './dom.js';

/** @typedef {import('./conversation.js').KeptTurn} KeptTurn */
/** @typedef {import('./conversation.js').Ending} Ending */

/** @type {Record<Ending, string>} */
const NOTES = {
  answered: '',
  unknown: 'Not in the files',
  degraded: 'Quoted from the files, without the language model',
  refused: 'Not asked',
  failed: 'Not complete',
  stopped: 'Stopped by you',
};

/** The last line of an answer that says what its passages do not. */
const UNGROUNDED_NOTE = /\n\n_Not [^\n]*_$/;

/**
 * Says in calm words how an answer ended, when that is worth a word.
 *
 * @param {KeptTurn} turn
 */
export function createNote({ text, ending, turnId }) {
  const words =
    ending === 'degraded' && UNGROUNDED_NOTE.test(text)
      ? 'Not all of it is in the files: see the note in the answer'
      : NOTES[ending];
  if (words === '') return undefined;
  const note = build('p', { class: 'note' }, words);
  if (ending === 'failed' && turnId !== '') note.append(build('span', {}, 'id ', build('code', {}, turnId)));
  return note;
}

/**
 * What can be done with a finished answer.
 *
 * @param {KeptTurn} turn
 * @param {() => void} onAskAgain
 */
export function createActions({ text, ending }, onAskAgain) {
  const again = build('button', { type: 'button', class: 'quiet small' }, 'Ask again');
  again.addEventListener('click', onAskAgain);
  const actions = build('div', { class: 'actions' }, again);
  // The clipboard is not to be had where a page is served without TLS to another machine.
  const isWorthCopying = text !== '' && ending !== 'refused';
  if (isWorthCopying && navigator.clipboard !== undefined) actions.append(createCopyButton(text));
  return actions;
}

/** @param {string} text */
function createCopyButton(text) {
  const button = build('button', { type: 'button', class: 'quiet small' }, 'Copy');
  const confirm = (/** @type {string} */ label) => {
    button.textContent = label;
    setTimeout(() => (button.textContent = 'Copy'), 1600);
  };
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => confirm('Copied'),
      () => confirm('Copying is not allowed'),
    );
  });
  return button;
}
