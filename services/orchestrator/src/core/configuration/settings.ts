import type { SettingsProblem, ShownSetting } from '@catalogsync/runtime';

/** The installation's settings file. */
export interface SettingsFile {
  readonly path: string;
  /**
   * The whole text, unchanged.
   * @throws Fault `not_found`; `permission_denied`; `invalid_argument` if it cannot be a settings file
   */
  read(): Promise<string>;
  /**
   * Replaces `expected` by `text` atomically; the file keeps its mode.
   * @throws Fault `failed_precondition` if the file has changed meanwhile, or cannot be replaced in place;
   *   `permission_denied`, `disk_full`
   */
  replace(expected: string, text: string): Promise<void>;
}

export type Problem = SettingsProblem;
export type Setting = ShownSetting;

/** What another text would change. */
export interface SettingsChange {
  /** Keys whose effective value differs, given what overrides the file. */
  readonly keys: readonly string[];
  /** Services that read one of them, in start order. */
  readonly services: readonly string[];
}

/** The rules for all keys of the installation. */
export interface SettingsRules {
  /** All problems of a text as the settings file; empty if none. */
  check(text: string): Promise<readonly Problem[]>;
  /** Every key as it would be with this text, even if that is invalid. */
  describe(text: string): Promise<readonly Setting[]>;
  /** Why a text may not be saved: it is too large, not text, or contains a secret. */
  whyNotKept(text: string): string | undefined;
  /** The text with secrets masked. */
  mask(text: string): string;
  change(before: string, after: string): Promise<SettingsChange>;
  /** Keys whose value in the file differs and that only the command line of the machine may change. */
  machineChanges(before: string, after: string): readonly string[];
}

/** A line of a comparison, without its line end. */
export interface ComparedLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Pure text functions that core lacks. */
export interface TextTools {
  /** SHA-256 of the text as UTF-8, hexadecimal. */
  digest(text: string): string;
  /** The line diff from one text to another, including unchanged lines. */
  compare(from: string, to: string): readonly ComparedLine[];
}
