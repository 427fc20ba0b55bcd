import { fold } from './fold.ts';

/** Languages that answers are written in, besides English. */
const WRITTEN = ['de', 'es', 'fr', 'it', 'pt', 'nl', 'pl', 'sv', 'tr', 'zh', 'ja', 'ko'];
const REGIONS =
  'US GB DE FR ES IT PT NL BE LU CH AT IE DK SE NO FI IS PL CZ SK HU RO BG GR TR RU UA RS HR SI EE LV LT IN CN JP KR TW SG MY TH VN ID PH AU NZ CA MX BR AR CL CO PE UY EC VE CU ZA NG KE GH EG MA TN IL AE SA IR PK BD LK MW ET TZ UG'.split(
    ' ',
  );
const LANGUAGES =
  'en de fr es it pt nl da sv no fi is pl cs sk hu ro bg el tr ru uk sr hr sl et lv lt hi ta te bn ur zh ja ko th vi id ms tl ar he fa sw ig yo ha af ca eu gl ga cy la'.split(
    ' ',
  );

let names: ReadonlyMap<string, readonly string[]> | undefined;

/** The English names of a country or language that is written as another language writes it; folded. Nothing for anything else. */
export function toEnglishNames(folded: string): readonly string[] {
  names ??= readNames();
  return names.get(folded.replaceAll('-', ' ')) ?? [];
}

/** The platform itself knows them: ICU's data, which Node brings along. */
function readNames(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [type, codes] of [['region', REGIONS] as const, ['language', LANGUAGES] as const]) {
    const english = new Intl.DisplayNames(['en'], { type });
    for (const written of WRITTEN) {
      const other = new Intl.DisplayNames([written], { type });
      for (const code of codes) {
        const name = fold(other.of(code) ?? '').replaceAll('-', ' ');
        found.set(name, [...(found.get(name) ?? []), fold(english.of(code) ?? '')]);
      }
    }
  }
  return found;
}
