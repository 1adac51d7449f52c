import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { growth } from '@catalogsync/runtime/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkSettings,
  describeSettings,
  type KeyGroup,
  parseEnvironmentText,
  port,
  readSettingsFile,
  SecretKeys,
  type SettingsSources,
  text,
  wordList,
} from '../index.js';
import { environmentLines } from './environment.js';
import { MAX_SETTINGS_BYTES } from './settings-file.js';

// Real here: files.
const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'hunter2';
const groups: readonly KeyGroup[] = [
  { title: 'all', keys: { ROOT: text({ help: 'Root.', default: '/r' }) } },
  {
    title: 'api',
    service: 'public-api',
    keys: {
      PORT: port({ help: 'Port.', default: 80 }),
      TOKENS: wordList({ help: 'Tokens.', default: [], secret: true }),
      NAME: text({ help: 'Who.' }),
    },
    configure: (environment) => {
      if (environment.PORT === '7') throw new Fault('invalid_argument', 'configuration: PORT 7 goes with no NAME');
      return environment;
    },
  },
];
const sources = (more: Partial<SettingsSources> = {}): SettingsSources => ({ groups, derived: {}, overrides: {}, fixed: {}, ...more });
const said = (content: string, more: Partial<SettingsSources> = {}, secrets = {}) =>
  checkSettings(content, sources(more), { NAME: 'x', ...secrets }).map(({ key, line }) => `${line} ${key}`.trim());

describe('when a settings text is printed and read again', () => {
  it('gives the same lines with their numbers (107, 108)', () => {
    const key = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
    const value = fc.string({ unit: fc.constantFrom('a', '=', '#', ' ', '音', '"', '\\', '$') }).map((given) => given.trim());
    const other = fc.constantFrom('', '# A=1', '   ', 'no sign', '=5', '#');
    const line = fc.oneof(fc.record({ key, value }), other);
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, end, mark) => {
        const printed = lines.map((one) => (typeof one === 'string' ? one : ` ${one.key} = ${one.value}`)).join(end);
        const read = environmentLines((mark ? '\uFEFF' : '') + printed);
        expect(read).toEqual(lines.flatMap((one, index) => (typeof one === 'string' ? [] : [{ ...one, line: index + 1 }])));
      }),
    );
  });

  it('treats names of built-in properties like any other', () => {
    expect(Object.entries(parseEnvironmentText('__proto__=1\nconstructor=2'))).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(said('__proto__=1\nconstructor=2\n')).toEqual(['1 __proto__', '2 constructor']);
  });
});

describe('when a settings text is checked', () => {
  it('finds nothing wrong with valid settings', () => {
    expect(said('# a\nPORT=8080\nROOT=/music=1\n\n')).toEqual([]);
  });

  it('names every fault with its line, unless it comes from another source', () => {
    expect(said('PORT=x\nPROT=1\nROOT=a\nROOT=b\n#TOKENS=t\n', { overrides: { NAME: '' } }, { NAME: '' })).toEqual([
      '1 PORT',
      '2 PROT',
      '4 ROOT',
      '5 TOKENS',
      '0 NAME',
    ]);
    expect(said('', { overrides: { PORT: '99999' } })).toEqual(['0 PORT']);
  });

  it('checks even a value that is overridden', () => {
    expect(said('PORT=x\n', { overrides: { PORT: '1' } })).toEqual(['1 PORT']);
  });

  it('asks the service about rules between keys', () => {
    const [problem] = checkSettings('PORT=7\n', sources(), { NAME: 'x' });
    expect(problem).toEqual({ key: '', line: 0, message: 'PORT 7 goes with no NAME' });
  });

  it('counts the rest if almost every line is wrong, in linear time', async () => {
    const problemsOf = (count: number) =>
      checkSettings(Array.from({ length: count }, (_, n) => `WORD_${n}=1\n`).join(''), sources(), { NAME: 'x' });
    const problems = problemsOf(20_000);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toBe('and 19900 more problems');
    expect(await growth(problemsOf, 2_000, 20_000)).toBeLessThan(50);
  });

  it('reports only one fault for a text that is not a settings text', () => {
    expect(said('A=\0')).toEqual(['0']);
    expect(said('#'.repeat(MAX_SETTINGS_BYTES + 1))).toEqual(['0']);
  });
});

describe('when settings are shown', () => {
  it('shows each key once, with its value and where it comes from', () => {
    const shown = describeSettings('PORT=8080\nROOT=/file\n', sources({ fixed: { ROOT: '/fixed' } }), { TOKENS: secret, NAME: 'n' });
    expect(shown.map(({ name, value, from }) => `${name}=${value} ${from}`)).toEqual([
      'ROOT=/fixed default',
      'PORT=8080 file',
      'TOKENS=******** file',
      'NAME=n file',
    ]);
  });

  it('shows an invalid value as written, but never a secret', () => {
    const wrong: readonly KeyGroup[] = [
      { title: 'a', keys: { PIN: { ...port({ help: '', default: 1 }), secret: true }, PORT: port({ help: '', default: 1 }) } },
    ];
    const values = describeSettings(`PORT=x\nPIN=${secret}\n`, sources({ groups: wrong }), {}).map(({ value }) => value);
    expect(values).toEqual(['********', 'x']);
    const problems = JSON.stringify(checkSettings('', sources({ groups: wrong }), { PIN: secret }));
    expect(problems).toContain('PIN');
    expect(problems).not.toContain(secret);
  });
});

describe('when secrets are searched for', () => {
  const keys = new SecretKeys(groups);

  it.each(['TOKENS', 'TOKNES', 'QQ_COOKIE', 'OBJECT_SECRET_KEY', 'S3_ACCESS_KEY', 'lidarr_api_key', 'ADMIN_PASSWORD'])(
    'treats %s as one',
    (key) => {
      for (const line of [
        `${key}=${secret}`,
        `  ${key} = ${secret}  `,
        `# ${key}=${secret}`,
        `##${key}=${secret}`,
        `\uFEFF${key}=${secret}`,
        `${key}=${secret}\r`,
      ]) {
        expect(keys.find(`A=1\n${line}\n`)).toMatchObject([{ line: 2, key }]);
        expect(keys.mask(`A=1\n${line}\nB=2`)).not.toContain(secret);
      }
    },
  );

  it.each([
    'PORT=1',
    'KEYS_DIR=/keys',
    'SNAPSHOT_SIGNING_KEYS=/k.jwks',
    'TOKENS=',
    '# Tokens of the API',
    'TOKENS=********',
    'URL=https://host:80/a@b',
  ])('does not treat %s as one', (line) => {
    expect(keys.find(line)).toEqual([]);
    expect(keys.mask(line)).toBe(line);
  });

  it('treats credentials in an address as one, whatever the key', () => {
    expect(keys.mask(`ROOT=https://me:${secret}@nas/x`)).toBe('ROOT=********');
    expect(JSON.stringify(checkSettings(`PORT=https://me:${secret}@nas\n`, sources(), { NAME: 'x' }))).not.toContain(secret);
  });

  it('masks every secret and leaves everything else unchanged', () => {
    const line = fc.oneof(
      fc.constantFrom('A=1', '', '# remark', 'PORT = 2 ', 'x'),
      fc.tuple(fc.constantFrom('', ' ', '#', '# '), fc.constantFrom(' = ', '=')).map(([before, sign]) => `${before}TOKENS${sign}${secret}`),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const masked = keys.mask(lines.join(end)).split(end);
        expect(masked.join()).not.toContain(secret);
        for (const [index, one] of lines.entries()) if (!one.includes(secret)) expect(masked[index]).toBe(one);
      }),
    );
  });
});

describe('when a settings file is read', () => {
  const file = join(folder, 'a.env');

  it('is returned exactly as written', async () => {
    for (const content of ['', '\uFEFFA=1\r\n', 'A=音\n# no end', 'x'.repeat(MAX_SETTINGS_BYTES)]) {
      writeFileSync(file, content);
      expect(await readSettingsFile(file)).toBe(content);
    }
  });

  it.each([
    ['does not exist', () => join(folder, 'none'), 'not_found'],
    ['is a folder', () => folder, 'invalid_argument'],
    ['is below a file', () => join(file, 'x'), 'not_found'],
    ['is not UTF-8', () => write(Buffer.from([0x41, 0x3d, 0xc3, 0x28])), 'invalid_argument'],
    ['is UTF-16', () => write(Buffer.from('\uFEFFA=1\n', 'utf16le')), 'invalid_argument'],
    ['holds a NUL byte', () => write(Buffer.from('A=1\n\0\n')), 'invalid_argument'],
    ['is too large', () => write(Buffer.alloc(MAX_SETTINGS_BYTES + 1, 'x')), 'invalid_argument'],
    ['never ends', () => '/dev/zero', 'invalid_argument'],
    ['is a pipe that nobody writes to', pipe, 'invalid_argument'],
  ])('says so if it %s', async (_, path, code) => {
    const given = path();
    await expect(readSettingsFile(given)).rejects.toMatchObject({ code, message: expect.stringContaining(given) });
  });

  function write(bytes: Uint8Array): string {
    writeFileSync(file, bytes);
    return file;
  }

  function pipe(): string {
    const path = join(folder, 'pipe');
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [path]);
    return path;
  }
});
