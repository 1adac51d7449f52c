import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// Real here: every Markdown page of the repository.
const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })];

function relativeLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target)).filter((target) => !/^([a-z]+:|#)/.test(target));
}

/** As code hosts make them: lower case, spaces to dashes, punctuation dropped. */
function headings(page: string): Set<string> {
  const text = readFileSync(join(root, page), 'utf8');
  const slug = (title: string): string =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => slug(String(title).trim())));
}

describe('when a page of the documentation links to another', () => {
  it.each(pages)('%s names only files and headings that exist', (page) => {
    const broken = relativeLinks(page).filter((target) => {
      const [file = '', heading] = target.split('#');
      const path = normalize(join(dirname(page), file));
      if (!existsSync(join(root, path))) return true;
      return heading !== undefined && path.endsWith('.md') && !headings(path).has(heading);
    });
    expect(broken).toEqual([]);
  });
});

describe('when a decision is recorded', () => {
  it('has a number of its own, in order, without gaps', () => {
    const numbers = globSync('docs/decisions/*.md', { cwd: root }).map((path) => Number(path.match(/(\d{4})-[a-z0-9-]+\.md$/)?.[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  });
});
