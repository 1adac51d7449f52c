/** The settings file of this installation. */
export interface SettingsFile {
  readonly path: string;
  /**
   * The whole text, to the letter.
   * @throws Fault `not_found`; `permission_denied`; `invalid_argument` if it cannot be a settings file
   */
  read(): Promise<string>;
  /**
   * Puts `text` in the place of `expected` in one step; the file keeps its mode.
   * @throws Fault `failed_precondition` if the file holds something else by now, or cannot be replaced
   *   where it is; `permission_denied`, `disk_full`
   */
  replace(expected: string, text: string): Promise<void>;
}

/** One thing that is wrong with a settings text. */
export interface Problem {
  /** Empty if it is about no key. */
  readonly key: string;
  /** From 1; 0 if it is about no line. */
  readonly line: number;
  /** Complete; holds no secret. */
  readonly message: string;
}

/** A key with its value as it stands. */
export interface Setting {
  readonly name: string;
  readonly group: string;
  /** Masked if it is a secret. */
  readonly value: string;
  readonly from: 'default' | 'file' | 'environment';
  readonly kind: string;
  readonly range: string;
  readonly default: string | null;
  readonly help: string;
  readonly secret: boolean;
}

/** What another text would change. */
export interface SettingsChange {
  /** Keys whose value differs, with what wins over the file taken into account. */
  readonly keys: readonly string[];
  /** Who reads one of them, in the order in which they are to be started. */
  readonly services: readonly string[];
}

/** What is known of all keys of the installation. */
export interface SettingsRules {
  /** All that is wrong with a text as the settings file; empty if nothing is. */
  check(text: string): Promise<readonly Problem[]>;
  /** Every key as it would stand with this text, also if that is not valid. */
  describe(text: string): Promise<readonly Setting[]>;
  /** Why a text may not be kept: it is too large, no text, or a line of it holds a secret. */
  whyNotKept(text: string): string | undefined;
  /** The text with secrets masked. */
  mask(text: string): string;
  change(before: string, after: string): Promise<SettingsChange>;
}

/** A line of a comparison, without its line end. */
export interface ComparedLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Pure functions over texts that core does not have itself. */
export interface TextTools {
  /** SHA-256 of the text as UTF-8, hexadecimal. */
  digest(text: string): string;
  /** What leads from one text to another, line by line, with lines that stay. */
  compare(from: string, to: string): readonly ComparedLine[];
}
