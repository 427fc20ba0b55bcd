import { hasMarkedLine, hasStrayMark } from './audience-marks.ts';
import { AudienceError } from './source-fault.ts';
import { NO_META, parseMeta } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';

const HEAD = /^---[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/;
/** A head that names an audience and that a slip of the pen keeps from being one must not turn into text for everybody. */
const MISPLACED = /^\s*-{2,}[^\n]*\n(?:[^\n]*\n){0,30}?[ \t]*["']?(?:audience|visibility)["']?[ \t]*:/i;
const HEAD_CHARS = 4000;

/**
 * Parts a text from its front matter. Text that starts with `---` and no YAML object is all body.
 *
 * @throws {Error} the front matter is no valid YAML, which the message places by line and column, names an unknown audience,
 * or names one and is never closed
 */
export function takeFrontMatter(text: string): { readonly head: SourceMeta; readonly body: string } {
  const [block, yaml = ''] = HEAD.exec(text) ?? [];
  const head = block === undefined ? undefined : parseMeta(yaml);
  if (block !== undefined && head !== undefined) {
    if (head.audience === undefined && hasMarkedLine(yaml))
      throw new AudienceError(
        'its front matter seems to name an audience; write it as `audience: owner`, not indented',
      );
    return { head, body: text.slice(block.length) };
  }
  if (MISPLACED.test(text.slice(0, HEAD_CHARS)) || hasStrayMark(text.slice(0, HEAD_CHARS)))
    throw new AudienceError(
      'it names an audience, but not in YAML front matter that starts at the first line and is closed; mend it',
    );
  return { head: NO_META, body: text };
}
