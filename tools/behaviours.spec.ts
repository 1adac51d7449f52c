import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// Real here: docs/behaviours.md and every comment and test name that quotes a number of it.
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const listed = [...read('docs/behaviours.md').matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));

/** The numbers of `behaviour 61`, `behaviours 189, 190`, `behaviours 96 to 99`, both ends of a range. */
function quotedIn(text: string): number[] {
  const quotes = text.matchAll(/\bbehaviours? (\d+(?:(?:, | to | and |–)\d+)*)/gi);
  return [...quotes].flatMap(([, numbers]) => [...String(numbers).matchAll(/\d+/g)].map(([number]) => Number(number)));
}

describe('when code quotes a behaviour', () => {
  const files = ['libs', 'services', 'cli', 'bench'].flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root, exclude: isForeign }));
  const quotes = files.flatMap((file) => quotedIn(read(file)).map((number) => ({ file, number })));

  it('the book lists each number once, without gaps', () => {
    expect(listed).toEqual(listed.map((_, at) => at + 1));
    expect(listed.length).toBeGreaterThanOrEqual(223);
  });

  it('the number is in the book', () => {
    expect(quotes.length).toBeGreaterThan(200);
    expect(quotes.filter(({ number }) => !listed.includes(number))).toEqual([]);
  });

  it('a number that is not in the book would be detected', () => {
    expect(quotedIn('See behaviours 7, 9000 and behaviour 61 to 63.')).toEqual([7, 9000, 61, 63]);
  });
});

function isForeign(path: string): boolean {
  return /(^|\/)(node_modules|dist|gen)$/.test(path);
}
