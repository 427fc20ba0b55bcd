import { parse } from 'yaml';
import { toLink } from './entry-extras.ts';
import { tidy } from './phrasing.ts';

/** What stands between `---` lines at the head of a Markdown file. */
export interface FrontMatter {
  readonly title: string;
  readonly link: string | undefined;
  readonly hints: string;
}

const HEAD = /^---[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const MAX_ALIASES = 20;

/**
 * Parts a Markdown text from its front matter. Text that starts with `---` and no YAML object is all body.
 *
 * @throws {Error} the front matter is no valid YAML; the message names line and column
 */
export function takeFrontMatter(text: string): { readonly head: FrontMatter; readonly body: string } {
  const [block, yaml = ''] = HEAD.exec(text) ?? [];
  const head = block === undefined ? undefined : toFields(parseYaml(yaml));
  if (block === undefined || head === undefined) return { head: { title: '', link: undefined, hints: '' }, body: text };
  return {
    head: {
      title: toText(head.get('title')),
      link: toLink(toText(head.get('url') ?? head.get('link'))),
      hints: toTags(head.get('tags') ?? head.get('keywords')),
    },
    body: text.slice(block.length),
  };
}

/** The library's message goes on with a piece of the file, which must not get into the log. */
function parseYaml(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const [where = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new Error(`The front matter is no valid YAML: ${where.replace(/:$/, '')}`, { cause: error });
  }
}

function toFields(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? tidy(String(value)) : '';
}

function toTags(value: unknown): string {
  return Array.isArray(value)
    ? value
        .map(toText)
        .filter((tag) => tag !== '')
        .join(', ')
    : toText(value);
}
