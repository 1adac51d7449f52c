import type { KeyGroup } from './installation.js';
import { holdsLogin } from './logins.js';
import { nearestKey } from './unknown-keys.js';

/** What stands for a secret wherever settings are shown. */
export const MASK = '********';

/** Names that say of a key which nobody reads that its value is a secret. */
const secretName = /(^|_)(SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|TOKENS?|CREDENTIALS?|COOKIES?|APIKEY)(_|$)|(API|ACCESS|PRIVATE)_?KEY/i;

/** A line that sets a key; also one in a comment: who takes a secret out that way leaves it in the file. */
const settingLine = /^(\uFEFF?\s*(?:#+\s*)?)([^\s=#][^=]*?)(\s*=\s*)(.*?)(\s*)$/;

/** A line that holds a secret. */
export interface SecretLine {
  /** From 1. */
  readonly line: number;
  readonly key: string;
  /** Completes "KEY …". */
  readonly why: string;
}

/** Tells secrets from the rest by the definitions of the keys, and by their names where nobody knows them. */
export class SecretKeys {
  private readonly secret = new Map<string, boolean>();
  private readonly known: ReadonlySet<string>;

  constructor(groups: readonly KeyGroup[]) {
    for (const { keys } of groups) {
      for (const [name, key] of Object.entries(keys)) this.secret.set(name, key.secret || this.secret.get(name) === true);
    }
    this.known = new Set(this.secret.keys());
  }

  /** A key that nobody reads is one if its name says so or if it looks like a misspelled one. */
  has(name: string): boolean {
    const known = this.secret.get(name);
    if (known !== undefined) return known;
    return secretName.test(name) || this.secret.get(nearestKey(name, this.known) ?? '') === true;
  }

  /** Every line of a settings text that holds a secret. */
  find(text: string): SecretLine[] {
    return text.split(/\r?\n/).flatMap((line, index) => {
      const why = this.whyOf(line);
      return why === undefined ? [] : [{ line: index + 1, ...why }];
    });
  }

  /** The text with the values of secrets masked; the rest to the letter. */
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
