import type { KeyGroup } from './installation.js';
import { nearestKey } from './unknown-keys.js';

/** Replaces a secret wherever settings are shown. */
export const MASK = '********';

/** Names that mark an unknown key's value as a secret. */
const secretName = /(^|_)(SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|TOKENS?|CREDENTIALS?|COOKIES?|APIKEY)(_|$)|(API|ACCESS|PRIVATE)_?KEY/i;

/** A line that sets a key, even commented out: a secret in a comment is still in the file. */
const settingLine = /^(\uFEFF?\s*(?:#+\s*)?)([^\s=#][^=]*?)(\s*=\s*)(.*?)(\s*)$/;

/** A line that holds a secret. */
export interface SecretLine {
  /** From 1. */
  readonly line: number;
  readonly key: string;
  /** Completes the sentence "KEY …". */
  readonly why: string;
}

/** True for an address with a password in it: `https://user:password@host`. */
export function holdsLogin(value: string): boolean {
  return /:\/\/[^/\s@]*:[^/\s]+@/.test(value);
}

/** Recognises secrets by their key definitions, and unknown keys by their names. */
export class SecretKeys {
  private readonly secret = new Map<string, boolean>();
  private readonly known: ReadonlySet<string>;

  constructor(groups: readonly KeyGroup[]) {
    for (const { keys } of groups) {
      for (const [name, key] of Object.entries(keys)) this.secret.set(name, key.secret || this.secret.get(name) === true);
    }
    this.known = new Set(this.secret.keys());
  }

  /** An unknown key is secret if its name says so or if it looks like a misspelt secret. */
  has(name: string): boolean {
    const known = this.secret.get(name);
    if (known !== undefined) return known;
    return secretName.test(name) || this.secret.get(nearestKey(name, this.known) ?? '') === true;
  }

  /** Every line of a settings text that contains a secret. */
  find(text: string): SecretLine[] {
    return text.split(/\r?\n/).flatMap((line, index) => {
      const why = this.whyOf(line);
      return why === undefined ? [] : [{ line: index + 1, ...why }];
    });
  }

  /** The text with secret values masked and the rest unchanged. */
  mask(text: string): string {
    return text
      .split('\n')
      .map((line) => (this.whyOf(line) === undefined ? line : line.replace(settingLine, `$1$2$3${MASK}$5`)))
      .join('\n');
  }

  private whyOf(line: string): { key: string; why: string } | undefined {
    const [, , key = '', , value = ''] = settingLine.exec(line) ?? [];
    if (key === '' || value === '') return undefined;
    if (this.has(key) && value !== MASK) return { key, why: 'is a secret' };
    return holdsLogin(value) ? { key, why: 'holds a login in its address' } : undefined;
  }
}
