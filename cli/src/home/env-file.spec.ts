import { integer, type KeyGroup, parseEnvironmentText, text } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderEnvFile, setKey } from './env-file.js';

const groups: readonly KeyGroup[] = [
  { title: 'first', keys: { PORT: integer({ help: 'Where.', default: 80, min: 1, max: 9, unit: 'ports' }), NAME: text({ help: 'Who.' }) } },
  { title: 'second', keys: { PORT: text({ help: 'Never shown.' }), TOKEN: text({ help: 'Hush.', secret: true, default: '' }) } },
];

describe('when a settings file is created', () => {
  it('documents every key once and sets none', () => {
    const made = renderEnvFile('settings', groups);
    expect(parseEnvironmentText(made)).toEqual({});
    expect(made.match(/^#PORT=$/gm)).toHaveLength(1);
    expect(made).toContain('# Where.\n# ports, 1 to 9; default: 80\n#PORT=\n');
    expect(made).toContain('# Who.\n# text; must be set\n#NAME=\n');
    expect(made).not.toContain('TOKEN');
  });

  it('keeps secrets in a separate file', () => {
    const made = renderEnvFile('secrets', groups);
    expect(made).toContain('#TOKEN=');
    expect(made).not.toContain('PORT');
  });
});

describe('when a key is set', () => {
  it('replaces its commented line or its last line, or goes at the end', () => {
    expect(setKey('# a\n#NAME=\nX=1\n', 'NAME', 'b')).toBe('# a\nNAME=b\nX=1\n');
    expect(setKey('NAME=1\nNAME=2\n', 'NAME', 'b')).toBe('NAME=1\nNAME=b\n');
    expect(setKey('X=1', 'NAME', 'b')).toBe('X=1\nNAME=b');
    expect(setKey('', 'NAME', 'b')).toBe('NAME=b\n');
  });

  it('reads back, leaves all other keys unchanged, and is idempotent', () => {
    const line = fc.oneof(
      fc.constantFrom('', '# remark', '#KEY=', ' KEY = 1', 'KEY=2', 'OTHER=KEY=3', 'KEYS=4', '=5', 'no sign'),
      fc.string({ unit: fc.constantFrom('A', 'K', 'E', 'Y', '=', '#', ' ', '歌') }),
    );
    const value = fc.constantFrom('v', '/音乐:/m', 'a=b', '#x');
    fc.assert(
      fc.property(fc.array(line), value, (lines, given) => {
        const before = lines.join('\n');
        const after = setKey(before, 'KEY', given);
        expect(parseEnvironmentText(after)).toEqual({ ...parseEnvironmentText(before), KEY: given });
        expect(setKey(after, 'KEY', given)).toBe(after);
      }),
    );
  });
});
