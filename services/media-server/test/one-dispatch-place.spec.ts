import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// Real here: the source text of the whole product.
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Behaviour 210. Their other names are words of other things too. */
const names = ['plex', 'jellyfin', 'navidrome', 'soulsync'];

/** Where a server's name may stand for itself: in its own folder; the resolver has a source of the same protocol. */
const own = /^services\/(media-server\/src\/adapters\/servers\/|resolver\/src\/adapters\/sources\/)/;
const isCode = (path: string): boolean => !/\.(spec|contract)\.ts$|\/gen\/|\/test\/|^libs\/testkit\/|^bench\//.test(path);

/** Texts that are nothing but the name of a server, as in `=== 'plex'`. */
function named(text: string): string[] {
  const pattern = new RegExp(`(['"])(?:${names.join('|')})\\1`, 'gi');
  return [...text.matchAll(pattern)].map(([match]) => match);
}

describe('the name of a media server', () => {
  it('is compared nowhere outside the registry and its own adapter (behaviour 208)', () => {
    const files = globSync('{libs,services,cli}/*/{src,.}/**/*.ts', { cwd: root, exclude: (path) => /node_modules|dist$/.test(path) });
    const code = [...new Set(files.map((path) => join(path)))].filter((path) => isCode(path) && !own.test(path));
    expect(code.length).toBeGreaterThan(300);
    const found = code.flatMap((path) => named(readFileSync(join(root, path), 'utf8')).map((match) => `${path}: ${match}`));
    expect(found).toEqual([]);
  });

  it('would be found in a branch', () => {
    expect(named(`if (server === 'plex' || kind == "Jellyfin") return;`)).toEqual([`'plex'`, '"Jellyfin"']);
    expect(named('help: `plex, jellyfin or a folder`')).toEqual([]);
  });
});
