import { isEverydayWord } from './dictionary.ts';
import { fold } from './fold.ts';
import { PLAIN_WORDS } from './plain-words.ts';

const toSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

const ENGLISH =
  toSet(`the of and to in a is was for with on at as from i my by that it an i'm i've you she he have has are were this or not
  which who more about since but can be do`);
const OTHERS =
  toSet(`der die das und ist ich mit von für nicht ein eine einen einem auf im zu zum zur bei als auch meine mein mir den dem des
  vom habe bin wurde war sind ja nein zwei el la los las y es en que por con para una un del mi mis soy tengo no sí también años desde hasta
  je suis j'ai et le les des est dans pour avec mon ma mes au aux du depuis qui sur il di che per sono ho mio della nel het van ik niet met
  voor mijn een os um uma não com do da em meu minha sou tenho jag och är jestem się`);
/** Fewer words tell nothing. */
const MIN_WORDS = 5;
/** Of the words in lower case; other languages share fewer with English. */
const ENGLISH_SHARE = 0.6;
const ADDRESSES = /\S+(?:@|:\/\/)\S+/g;
/** Names in a row and quotations are in their own language. */
const NAMES =
  /["“„«»][^"”“»]*["”“»]|\p{Lu}[\p{L}\p{N}.'&-]*(?:\s+(?:(?:of|and|the|for|in|on|at|as|de|la|&)\s+){0,2}\p{Lu}[\p{L}\p{N}.'&-]*)+/gu;
const OTHER_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Greek}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Hebrew}]/gu;

/** Whether a text is most likely English; what has too few words to tell is. */
export function isEnglish(text: string): boolean {
  const words = (
    text
      .replace(NAMES, ' ')
      .toLowerCase()
      .match(/\p{L}+(?:['’]\p{L}+)?/gu) ?? []
  ).map((word) => word.replace('’', "'"));
  const count = (known: ReadonlySet<string>): number => words.filter((word) => known.has(word)).length;
  const letters = text.match(OTHER_SCRIPTS)?.length ?? 0;
  const lower =
    text
      .replace(ADDRESSES, ' ')
      .replace(NAMES, ' ')
      .match(/(?<![\p{L}\p{N}'’.@/-])\p{Ll}{3,}(?![\p{L}\p{N}'’.@/-])/gu) ?? [];
  const english = lower.filter((word) => PLAIN_WORDS.has(word) || isEverydayWord(fold(word)));
  if (lower.length >= MIN_WORDS && english.length < lower.length * ENGLISH_SHARE) return false;
  return count(ENGLISH) >= count(OTHERS) && letters < text.length / 5;
}
