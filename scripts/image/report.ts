/** Prints what was seen, and keeps whether all of it is right. */
export interface Report {
  readonly isGood: boolean;
  /** Something to know. */
  tell(line: string): void;
  /** Something that must be so; `seen` is printed when it is not. */
  check(isSo: boolean, line: string, seen?: unknown): void;
}

/** Starts one. */
export function createReport(print: (text: string) => void): Report {
  let isGood = true;
  return {
    get isGood() {
      return isGood;
    },
    tell: (line) => print(`      ${line}\n`),
    check(isSo, line, seen) {
      isGood &&= isSo;
      print(
        `${isSo ? 'ok    ' : 'FAILED'} ${line}${isSo || seen === undefined ? '' : `, but ${JSON.stringify(seen)}`}\n`,
      );
    },
  };
}
