import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  choice,
  findUnknownKeys,
  httpAddress,
  integer,
  locationKeys,
  parseEnvironmentText,
  port,
  readConfig,
  text,
  wordList,
} from '../index.js';

const keys = {
  WEB_PORT: port({ help: 'port', default: 8421 }),
  MODE: choice(['a', 'b'], { help: 'mode', default: 'a' }),
  NAME: text({ help: 'a name' }),
};

describe('when an env file is read', () => {
  it('skips blank lines, comments and lines without "=", and trims both sides (107)', () => {
    expect(parseEnvironmentText('\uFEFF\n# A=1\nno equals\n  B = 2  \r\n=3\n')).toEqual({ B: '2' });
  });

  it('splits at the first "=" (108)', () => {
    expect(parseEnvironmentText('A=b=c')).toEqual({ A: 'b=c' });
  });

  it('returns every key and value, trimmed', () => {
    const word = fc.stringMatching(/^[A-Z_]{1,8}$/);
    const value = fc.string().filter((v) => !/[\r\n\u2028\u2029]/.test(v));
    fc.assert(
      fc.property(word, value, (key, raw) => {
        expect(parseEnvironmentText(`${key}=${raw}`)).toEqual({ [key]: raw.trim() });
      }),
    );
  });
});

describe('when a configuration is parsed', () => {
  it('uses defaults for keys that are unset or empty, and freezes the result', () => {
    const config = readConfig(keys, { NAME: 'x', WEB_PORT: '' });
    expect(config).toEqual({ WEB_PORT: 8421, MODE: 'a', NAME: 'x' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names all faults together', () => {
    let message = '';
    try {
      readConfig(keys, { WEB_PORT: '99999', MODE: 'c' });
    } catch (error) {
      message = (error as Error).message;
      expect(error).toMatchObject({ code: 'invalid_argument' });
    }
    expect(message).toContain('WEB_PORT');
    expect(message).toContain('MODE');
    expect(message).toContain('NAME');
  });

  it('derives paths from the home folder unless they are given', () => {
    const paths = { ROOT_DIR: locationKeys.ROOT_DIR, DB_PATH: locationKeys.DB_PATH };
    expect(readConfig(paths, { ROOT_DIR: '/data' }).DB_PATH).toBe('/data/catalogsync.db');
    expect(readConfig(paths, { ROOT_DIR: '/data', DB_PATH: '/fast/a.db' }).DB_PATH).toBe('/fast/a.db');
  });

  it.each(['1.5', '1e3', ' 1', 'x', '-1', '11'])('refuses %p as a whole number from 0 to 10', (given) => {
    expect(() => readConfig({ N: integer({ help: '', min: 0, max: 10, unit: 'items' }) }, { N: given })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });

  it('refuses a token that no header can hold, and does not repeat it', () => {
    const token = { SNAPSHOT_SOURCE_TOKEN: locationKeys.SNAPSHOT_SOURCE_TOKEN };
    expect(readConfig(token, { SNAPSHOT_SOURCE_TOKEN: 'a-word_of+signs==' })).toEqual({ SNAPSHOT_SOURCE_TOKEN: 'a-word_of+signs==' });
    for (const value of ['open sesame', ' sesame', '芝麻']) {
      const read = () => readConfig(token, { SNAPSHOT_SOURCE_TOKEN: value });
      expect(read).toThrow(/SNAPSHOT_SOURCE_TOKEN must be one word/);
      expect(read).not.toThrow(new RegExp(value));
    }
  });

  it('drops empty words from a list (112)', () => {
    expect(readConfig({ S: wordList({ help: '' }) }, { S: 'qq,, kuwo ' }).S).toEqual(['qq', 'kuwo']);
  });

  it('strips the trailing slash of an address and refuses other schemes', () => {
    const address = { A: httpAddress({ help: '' }) };
    expect(readConfig(address, { A: 'https://music.example/' }).A).toBe('https://music.example');
    expect(() => readConfig(address, { A: 'ftp://x' })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('when a file contains an unknown key', () => {
  it('names the nearest known key, if one is near', () => {
    const known = new Set(['WEB_PORT', 'DB_PATH']);
    expect(findUnknownKeys(['WEB_PROT', 'DB_PATH', 'COMPLETELY_ELSE'], known)).toEqual([
      { name: 'WEB_PROT', nearest: 'WEB_PORT' },
      { name: 'COMPLETELY_ELSE', nearest: undefined },
    ]);
  });
});
