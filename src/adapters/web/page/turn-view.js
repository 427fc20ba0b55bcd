import { createActions, createNote } from './answer-end.js';
import { build } from './dom.js';
import { createMarkdownView } from './markdown.js';
import { createSources } from './sources.js';

/** @typedef {import('./conversation.js').KeptTurn} KeptTurn */

/**
 * One question with its answer.
 *
 * @param {string} question
 * @param {{ onAskAgain: () => void, onChange: () => void }} listener `onChange` is called whenever the view has grown
 */
export function createTurnView(question, { onAskAgain, onChange }) {
  const { element, answer, progress, prose } = buildTurn(question);
  const citations = createCitations();
  const markdown = createMarkdownView(prose);
  let text = '';
  let frame = 0;

  const render = (/** @type {boolean} */ isPartial) => {
    cancelAnimationFrame(frame);
    frame = 0;
    markdown.show(text, { isPartial, citation: citations.build });
    progress.hidden = prose.childElementCount > 0;
    onChange();
  };

  return {
    element,
    /** What a screen reader is told: the answer without its controls. */
    get spokenText() {
      return prose.innerText;
    },
    get text() {
      return text;
    },
    /** @param {readonly { number: number }[]} passages */
    found(passages) {
      citations.know(passages);
      progress.textContent = passages.length === 1 ? 'Reading 1 passage' : `Reading ${passages.length} passages`;
    },
    /** @param {string} delta */
    append(delta) {
      text += delta;
      if (frame === 0) frame = requestAnimationFrame(() => render(true));
    },
    /** @param {KeptTurn} turn */
    finish(turn) {
      text = turn.text;
      citations.know(turn.sources);
      render(false);
      progress.remove();
      answer.setAttribute('aria-busy', 'false');
      answer.dataset.ending = turn.ending;
      const sources = createSources(turn.sources);
      const parts = [createNote(turn), sources?.element, createActions(turn, onAskAgain)];
      answer.append(...parts.filter((part) => part !== undefined));
      citations.connect((number) => sources?.open(number));
      onChange();
    },
  };
}

/** @param {string} question */
function buildTurn(question) {
  const progress = build('p', { class: 'progress' }, 'Looking through the files');
  const prose = build('div', { class: 'prose' });
  const role = { class: 'answer', 'aria-label': 'Answer of the AI twin', 'aria-busy': 'true' };
  const answer = build('article', role, progress, prose);
  const asked = build('p', { class: 'question' }, build('span', { class: 'hidden' }, 'You asked: '), question);
  return { element: build('li', { class: 'turn' }, asked, answer), answer, progress, prose };
}

/** The buttons that stand for `[1]`. One that is pressed before the sources are there opens its source when they are. */
function createCitations() {
  /** @type {ReadonlySet<number>} */
  let known = new Set();
  /** @type {number | undefined} */
  let wanted;
  /** @type {(number: number) => void} */
  let open = (number) => (wanted = number);

  return {
    /** @param {readonly { number: number }[]} entries */
    know(entries) {
      known = new Set(entries.map(({ number }) => number));
    },
    /** @param {(number: number) => void} openSource */
    connect(openSource) {
      open = openSource;
      if (wanted !== undefined) open(wanted);
    },
    build: (/** @type {number} */ number) => {
      if (!known.has(number)) return undefined;
      const attributes = { type: 'button', class: 'citation', 'aria-label': `Source ${number}` };
      const button = build('button', attributes, String(number));
      button.addEventListener('click', () => open(number));
      return button;
    },
  };
}
