import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { Parser } from 'htmlparser2';
import { InputError } from '../../core/errors.ts';
import type { DocumentText } from '../../core/ports.ts';
import { createMarkdownWriter } from './markdown-writer.ts';
import { createPageFacts } from './page-facts.ts';

const PIECE_CHARS = 32_768;
const MAX_DEPTH = 400;
const MAX_ELEMENTS = 200_000;
const MAX_TEXT_CHARS = 2_000_000;

/**
 * Turns an HTML page into Markdown: its main part where it names one, and without what surrounds the text on a site.
 * Reads piece by piece and lets others run between, so that no page holds the loop.
 *
 * @throws {InputError} it is nested too deeply, or holds too much text
 */
export async function toMarkdown(html: string, { signal }: { readonly signal: AbortSignal }): Promise<DocumentText> {
  const writer = createMarkdownWriter();
  const facts = createPageFacts();
  let depth = 0;
  let elements = 0;
  let room = MAX_TEXT_CHARS;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth++;
        elements++;
        if (elements > MAX_ELEMENTS) throw new InputError(`it holds more than ${MAX_ELEMENTS} elements; split it`);
        if (depth > MAX_DEPTH) throw new InputError(`it is nested deeper than ${MAX_DEPTH} levels; simplify it`);
        facts.open(name, attributes);
        writer.open(name, attributes);
      },
      ontext(text) {
        room -= text.length;
        if (room < 0) throw new InputError(`it holds more than ${MAX_TEXT_CHARS / 1_000_000} MB of text; split it`);
        if (!facts.takes(text)) writer.write(text);
      },
      onclosetag(name) {
        depth--;
        facts.close(name);
        writer.close(name);
      },
    },
    { decodeEntities: true },
  );
  for (let start = 0; start < html.length; start += PIECE_CHARS) {
    await yieldToEvents(undefined, { signal });
    parser.write(html.slice(start, start + PIECE_CHARS));
  }
  parser.end();
  const { markdown, heading } = writer.end();
  return { ...facts.found(heading), markdown };
}
