/** The package ships no types. */
declare module 'wink-porter2-stemmer' {
  /** Gives the Porter 2 stem of one lower-case English word. */
  export default function stem(word: string): string;
}
