import { describe, expect, it } from '@jest/globals';
import { pagesOf } from './pages.js';

/** The tokens requested from a list with these next tokens. */
async function tokensOf(next: Readonly<Record<string, string>>): Promise<string[]> {
  const tokens: string[] = [];
  for await (const { token } of pagesOf(async (pageToken) => ({ token: pageToken, nextPageToken: next[pageToken] ?? '' })))
    tokens.push(token);
  return tokens;
}

describe('when a list is read page by page', () => {
  it('reads all pages, from the first to the last', async () => {
    expect(await tokensOf({ '': 'a', a: 'b' })).toEqual(['', 'a', 'b']);
  });

  it('refuses a list that repeats its last token, since it would never end', async () => {
    await expect(tokensOf({ '': 'a', a: 'a' })).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
