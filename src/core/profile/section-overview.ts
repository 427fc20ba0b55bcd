import { fieldText, toEntryName } from './entry-name.ts';
import { toPeriod, withoutParens } from './entry-period.ts';
import { pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import type { SectionKind } from './section-kinds.ts';

/** What is longer is no answer to anything. */
const MAX_OVERVIEW_ENTRIES = 300;

/**
 * One sentence that names every entry of a list, so that `which companies …` finds them all at once:
 * `Employers (2): Acme (Engineer, from …); Globex (…).` Nothing where the entries have no names worth listing, or are too many.
 */
export function toOverview(
  entries: readonly JsonObject[],
  { kind, crumbs }: { readonly kind: SectionKind; readonly crumbs: readonly string[] },
): string | undefined {
  if (entries.length > MAX_OVERVIEW_ENTRIES) return undefined;
  const names = entries.map((entry) => toEntryName(entry, kind));
  if (entries.length < 2 || names.includes('') || kind.name === 'questions' || kind.name === 'references')
    return undefined;
  const items = entries.map((entry, index) => toItem(entry, names[index] ?? '', kind));
  return `${kind.overview ?? crumbs.at(-1) ?? ''} (${entries.length}): ${items.join('; ')}.`;
}

function toItem(entry: JsonObject, name: string, kind: SectionKind): string {
  const detailKey = pick(entry, ['role', 'position', 'degree', 'studytype', 'level', 'fluency', 'jobtitle']);
  const detail = fieldText(entry, detailKey);
  const details = [detail === name ? '' : detail, withoutParens(toPeriod(entry, kind.name).words)].filter(
    (word) => word !== '',
  );
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}
