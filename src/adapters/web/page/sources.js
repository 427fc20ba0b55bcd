import { build } from './dom.js';
import { createMarkdownView } from './markdown.js';
import { anchor, isWebAddress } from './markdown-links.js';

/** @typedef {import('./ask.js').Source} Source */

/**
 * The passages under an answer, closed until somebody wants to read one.
 *
 * @param {readonly Source[]} sources
 */
export function createSources(sources) {
  if (sources.length === 0) return undefined;
  const entries = new Map(sources.map((source) => [source.number, createSource(source)]));
  const heading = build('h3', {}, sources.length === 1 ? 'Source' : 'Sources');
  return {
    element: build('section', { class: 'sources' }, heading, ...entries.values()),
    /** @param {number} number */
    open(number) {
      const entry = entries.get(number);
      if (entry === undefined) return;
      entry.open = true;
      entry.querySelector('summary')?.focus({ preventScroll: true });
      entry.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** @param {Source} source */
function createSource({ number, title, text, file, link }) {
  const crumbs = title.split(' > ');
  const name = crumbs.at(-1) ?? title;
  const path = crumbs.slice(0, -1).join(' › ');
  const label = build('span', { class: 'source-title' }, build('span', { class: 'source-name' }, name));
  if (path !== '') label.append(' ', build('span', { class: 'source-path' }, path));

  const passage = build('div', { class: 'passage prose' });
  createMarkdownView(passage).show(text, { isPartial: false, citation: undefined });
  const origin = build('p', { class: 'origin' }, build('code', {}, file));
  if (link !== undefined && isWebAddress(link)) {
    origin.append(' ', anchor(link, [document.createTextNode(new URL(link).host)]));
  }
  const summary = build('summary', {}, build('span', { class: 'number' }, String(number)), label);
  return build('details', { class: 'source' }, summary, passage, origin);
}
