import { describe, expect, it } from '@jest/globals';
import { pagesOf } from './pages.js';

/** The tokens that are read of a list with these next tokens. */
async function tokensOf(next: Readonly<Record<string, string>>): Promise<string[]> {
  const tokens: string[] = [];
  for await (const { token } of pagesOf(async (pageToken) => ({ token: pageToken, nextPageToken: next[pageToken] ?? '' })))
    tokens.push(token);
  return tokens;
}

describe('pages of a list', () => {
  it('all are read, from the first to the last', async () => {
    expect(await tokensOf({ '': 'a', a: 'b' })).toEqual(['', 'a', 'b']);
  });

  it('a list that repeats its last token is refused, since it would never end', async () => {
    await expect(tokensOf({ '': 'a', a: 'a' })).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
