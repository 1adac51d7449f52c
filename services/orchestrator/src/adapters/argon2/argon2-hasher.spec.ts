import { describe, expect, it } from '@jest/globals';
import { Argon2Hasher } from './argon2-hasher.js';

// Real here: the runtime's Argon2id.
const hasher = new Argon2Hasher();

describe('when a password is hashed', () => {
  it('verifies that password and no other, with a new salt each time', async () => {
    const hash = await hasher.hash('七里香 / correct');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify('七里香 / correct', hash)).toBe(true);
    expect(await hasher.verify('七里香 / correcT', hash)).toBe(false);
    expect(await hasher.hash('七里香 / correct')).not.toBe(hash);
  });

  it('verifies hashes with other cost parameters', async () => {
    // From the reference implementation's tests: password, somesalt, t = 2, m = 2^16, p = 1.
    const foreign = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await hasher.verify('password', foreign)).toBe(true);
  });

  it('treats a hash in another format as a wrong password', async () => {
    for (const hash of ['', 'plain', '$2b$12$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAA']) {
      expect(await hasher.verify('x', hash)).toBe(false);
    }
  });
});
