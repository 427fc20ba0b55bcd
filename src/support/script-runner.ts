/** What a script of a store works on. */
export interface ScriptInput {
  readonly keys: readonly string[];
  readonly values?: readonly (string | number | Buffer)[];
  /** How long to wait for the reply; as the store sees fit when absent. */
  readonly timeoutMs?: number;
}

/** A store that runs Lua: everything that one script does happens at once, as far as others can see. */
export interface ScriptRunner {
  /** Gives the script's reply as it comes: numbers, strings, lists of them, `null` for `nil` and `false`. */
  run(lua: string, input: ScriptInput): Promise<unknown>;
  /** The whole name of a key, under the prefix that all keys of this twin share. */
  key(...parts: readonly string[]): string;
}
