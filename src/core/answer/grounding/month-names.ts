const ENGLISH = 'january february march april may june july august september october november december'.split(' ');
/** Months as English, German, Spanish, French, Italian, Dutch and Portuguese write them, folded. */
const OTHER_LANGUAGES = [
  'januar februar marz april mai juni juli august september oktober november dezember',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  'januari februari maart april mei juni juli augustus september oktober november december',
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
];
const SHORT = ENGLISH.map((name) => name.slice(0, 3));

/** Month numbers, 1 to 12, by folded name; three letters (and `sept`) in English. */
export const MONTHS: ReadonlyMap<string, number> = new Map([
  ...OTHER_LANGUAGES.flatMap((names) => names.split(' ').map((name, index): [string, number] => [name, index + 1])),
  ...SHORT.map((name, index): [string, number] => [name, index + 1]),
  ['sept', 9],
  ...ENGLISH.map((name, index): [string, number] => [name, index + 1]),
]);

/** English months that are not also an everyday word when they stand alone, capitalised. */
export const LONE_MONTHS: ReadonlySet<string> = new Set(ENGLISH);

/** Weekdays from Monday. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
