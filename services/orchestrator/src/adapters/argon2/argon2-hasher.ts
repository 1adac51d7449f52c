import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHasher } from '../../core/console/console-users.js';

const derive = promisify(argon2);

/** OWASP's first choice for Argon2id with little memory: 19 MiB, two passes, one lane (RFC 9106 parameters m, t, p). */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const keyBytes = 32;
const saltBytes = 16;

const stored = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{11,86})$/;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Argon2id in the PHC string format, which stores the cost, so that it can be raised later. */
export class Argon2Hasher implements PasswordHasher {
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const key = await derive('argon2id', { ...cost, message: password, nonce: salt, tagLength: keyBytes });
    return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(key)}`;
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const [, memory, passes, parallelism, salt, key] = stored.exec(hash) ?? [];
    if (salt === undefined || key === undefined) {
      await this.hash(password);
      return false;
    }
    const expected = Buffer.from(key, 'base64');
    const given = await derive('argon2id', {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      message: password,
      nonce: Buffer.from(salt, 'base64'),
      tagLength: expected.length,
    });
    return timingSafeEqual(given, expected);
  }
}
