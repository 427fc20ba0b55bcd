import { find } from './dom.js';

/**
 * Where a question is typed.
 *
 * @param {{ onAsk: (question: string) => void, onStop: () => void }} listener
 */
export function createComposer({ onAsk, onStop }) {
  const form = find('composer', HTMLFormElement);
  const field = find('question', HTMLTextAreaElement);
  const send = find('send', HTMLButtonElement);
  const stop = find('stop', HTMLButtonElement);
  let isStreaming = false;

  const update = () => {
    send.disabled = field.value.trim() === '';
    // The field grows with its text up to the height that the style sheet allows.
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };
  const submit = () => {
    const question = field.value.trim();
    if (question === '' || isStreaming) return;
    field.value = '';
    update();
    onAsk(question);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener('input', update);
  field.addEventListener('keydown', (event) => {
    // Enter that ends a word of an input method is not the end of a question.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape' && isStreaming) onStop();
  });
  stop.addEventListener('click', () => {
    onStop();
    field.focus();
  });
  update();

  return {
    focus: () => field.focus({ preventScroll: true }),
    /** @param {boolean} value */
    setStreaming(value) {
      isStreaming = value;
      send.hidden = value;
      stop.hidden = !value;
    },
  };
}
