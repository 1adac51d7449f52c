import type { ConsoleUser } from './console-users.js';
import type { TokenMaker } from './sessions.js';

/** How long a browser stays known after its last login, in milliseconds. */
export const DEVICE_KNOWN_MS = 365 * 86_400_000;

export interface DeviceParts extends TokenMaker {
  now(): number;
  /** HMAC-SHA-256 of a text, base64url. */
  mac(key: string, text: string): string;
}

/** User, device, when it logged in, and the code that proves it. */
const form = /^([1-9]\d{0,14})\.([\w-]{43})\.(\d{1,15})\.([\w-]{43})$/;

/**
 * Recognises browsers that logged in before, by what their cookie says (OWASP, "device cookies"). It gives them a budget
 * of failed logins of their own and nothing else. The key of the code is the stored hash of the user's password, whose
 * salt nobody outside knows: a new password, however it is set, makes strangers of all devices of that user.
 */
export class KnownDevices {
  constructor(private readonly parts: DeviceParts) {}

  /** A new device, and the text for its cookie. */
  issue(user: Pick<ConsoleUser, 'id' | 'passwordHash'>): { readonly device: string; readonly text: string } {
    const { now, newToken } = this.parts;
    const device = newToken();
    const facts = `${user.id}.${device}.${now()}`;
    return { device, text: `${facts}.${this.codeOf(facts, user)}` };
  }

  /** Whether a text has the form of one that was issued; says nothing about its truth, but saves looking up its user. */
  isPossible(text: string): boolean {
    return form.test(text);
  }

  /** The device that a text names, if it was issued to this user since the password was set, within the last year. */
  recognise(text: string, user: Pick<ConsoleUser, 'id' | 'passwordHash'>): string | undefined {
    const [, userId = '', device = '', at = '', code = ''] = form.exec(text) ?? [];
    if (Number(userId) !== user.id) return undefined;
    const { digest, now } = this.parts;
    // Hashes of the two, so that the time of the comparison says nothing about the code.
    if (digest(code) !== digest(this.codeOf(`${userId}.${device}.${at}`, user))) return undefined;
    const age = now() - Number(at);
    return age >= 0 && age < DEVICE_KNOWN_MS ? device : undefined;
  }

  private codeOf(facts: string, { passwordHash }: Pick<ConsoleUser, 'passwordHash'>): string {
    return this.parts.mac(passwordHash, `catalogsync device ${facts}`);
  }
}
