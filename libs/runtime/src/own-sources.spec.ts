import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inOwnSources, nameOwnSources } from './own-sources.js';

// Real here: maps in files.
let folder: string;
let built: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own sources (1) '));
  built = pathToFileURL(join(folder, 'built.js')).href;
  // Line 1: column 0 is a.ts:1:1, column 10 b.ts:18:3, column 20 no source. Line 2: column 5 a.ts:1:2.
  writeFileSync(join(folder, 'built.js.map'), JSON.stringify({ version: 3, sources: ['../a.ts', 'b.ts'], mappings: 'AAAA,UCiBE,U;KDjBD' }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('when a stack trace names a built file', () => {
  const source = (name: string): string => join(folder, name);

  it.each([
    ['1:1', '../a.ts', '1:1'],
    ['1:10', '../a.ts', '1:1'],
    ['1:11', 'b.ts', '18:3'],
    ['1:15', 'b.ts', '18:3'],
    ['1:900', 'b.ts', '18:3'],
    ['2:1', 'b.ts', '18:3'],
    ['2:6', '../a.ts', '1:2'],
    ['7:1', '../a.ts', '1:2'],
  ])('says where %s was made from', (place, name, origin) => {
    expect(inOwnSources(`E: no\n    at f (${built}:${place})\n    at ${built}:${place}`)).toBe(
      `E: no\n    at f (${source(name)}:${origin})\n    at ${source(name)}:${origin}`,
    );
  });

  it('keeps a place that no map knows', () => {
    const trace = `E: no\n    at g (${built.replace('built', 'other')}:1:1)\n    at node:fs:1:1`;
    expect(inOwnSources(trace)).toBe(trace);
  });
});

describe('when an error is looked at', () => {
  const usual = Error.prepareStackTrace as NonNullable<typeof Error.prepareStackTrace>;
  afterAll(() => {
    Error.prepareStackTrace = usual;
  });

  it('begins as Node lets it begin', () => {
    nameOwnSources();
    const title = (error: Error): string | undefined => error.stack?.split('\n    at ')[0];
    expect(title(new TypeError('a\nb'))).toBe('TypeError: a\nb');
    expect(title(Object.assign(new TypeError('no'), { code: 'ERR_X' }))).toBe('TypeError [ERR_X]: no');
    expect(title(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe('Error: no');
  });
});
