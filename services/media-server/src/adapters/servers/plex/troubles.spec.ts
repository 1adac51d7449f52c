import { HttpClient } from '@catalogsync/outbound-http';
import { systemClock } from '@catalogsync/runtime';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer, type PlexSong, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { all, PlexUnderTest, signal } from './fixtures/plex-under-test.js';
import { PlexServer } from './plex-server.js';

// Real here: HTTP, to an emulator of Plex Media Server and to servers and proxies that misbehave.

/** As many artists with two albums of one track each. */
function library(artists: number): PlexSong[] {
  const songs: PlexSong[] = [];
  for (let at = 0; at < artists * 2; at++) {
    songs.push({ title: `Song ${at}`, artist: `Artist ${at >> 1}`, album: `Album ${at}`, genre: 'Pop', seconds: 200 });
  }
  return songs;
}

describe('when a list of Plex is long', () => {
  let plex: PlexUnderTest;
  beforeEach(async () => {
    plex = await PlexUnderTest.start(library(6000));
  }, 60_000);
  afterEach(() => plex.close());

  it('hands out the first page as soon as it is there, with few pages read ahead', async () => {
    const pages = plex.server().allArtists(signal)[Symbol.asyncIterator]();
    expect((await pages.next()).value).toHaveLength(1000);
    await until(() => plex.web.inFlight === 0);
    // The libraries, the page, and three ahead.
    expect(plex.requests().length).toBeLessThanOrEqual(5);
    await pages.return?.();
  });

  it('lists everything once, in order, with no request more than it has pages', async () => {
    plex.state.knobs.latencyMs = 5;
    const artists = await all(plex.server().allArtists(signal));
    expect(artists.map(({ name }) => name)).toEqual(Array.from({ length: 6000 }, (_, at) => `Artist ${at}`));
    // The last page of the first library is full: an empty one may follow, as totals can be wrong. The second library is empty.
    expect(plex.requests().length).toBeLessThanOrEqual(1 + 6 + 1 + 1);
    expect(plex.web.mostInFlight).toBeGreaterThan(1);
  });

  it('ends what it reads ahead when the caller leaves', async () => {
    plex.state.knobs.latencyMs = 20;
    for await (const page of plex.server().allAlbumIds(signal)) {
      expect(page).toHaveLength(1000);
      break;
    }
    await until(() => plex.web.inFlight === 0);
    expect(plex.requests().length).toBeLessThanOrEqual(5);
  });

  it('fails when the token is refused in the middle, after the pages that came before', async () => {
    const seen: number[] = [];
    const listing = async (): Promise<void> => {
      for await (const page of plex.server().allAlbumIds(signal)) {
        seen.push(page.length);
        plex.state.knobs.token = 'another';
      }
    };
    await expect(listing()).rejects.toMatchObject({ code: 'unauthenticated', hint: expect.stringContaining('PLEX_TOKEN') });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(12);
  });

  it('is canceled in the middle', async () => {
    const leaving = new AbortController();
    const listing = async (): Promise<void> => {
      for await (const _page of plex.server().allAlbumIds(leaving.signal)) leaving.abort();
    };
    await expect(listing()).rejects.toMatchObject({ code: 'canceled' });
  });
});

describe('when something else than Plex answers, or only half', () => {
  let web: EmulatedServer | undefined;
  const http = new HttpClient({ retryPauseMs: 1 });
  afterEach(async () => {
    await web?.stop();
  });

  const json = (MediaContainer: object): EmulatedAnswer => ({ body: { MediaContainer } });
  const section = { key: '3', type: 'artist', title: 'Music' };
  const artist = (at: number) => ({ ratingKey: at, title: `Artist ${at}` });
  const rows = (count: number, from = 0) => Array.from({ length: count }, (_, at) => artist(from + at));

  /** A server that has a library, and answers with this for its items. */
  async function serving(items: (start: number, request: EmulatedRequest) => EmulatedAnswer, pace = { latencyMs: 0 }): Promise<PlexServer> {
    web = await EmulatedServer.start(
      (request) => {
        if (request.path === '/library/sections/all') return json({ size: 1, Directory: [section] });
        return items(Number(request.headers['x-plex-container-start']), request);
      },
      { pace },
    );
    return new PlexServer({ url: web.url, token: 't' }, [], { http, clock: systemClock });
  }

  it.each([
    [
      'half of the data',
      { headers: { 'content-type': 'application/json' }, body: '{"MediaContainer":{"size":3,"Metadata":[{"rating' },
      /not JSON/,
    ],
    ['the page of a proxy', { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }, /a page instead of data/],
    ['XML', { headers: { 'content-type': 'text/xml' }, body: '<MediaContainer size="0"/>' }, /a page instead of data/],
    ['nothing', { body: '' }, /an empty answer/],
    ['data without a container', { body: { results: [] } }, /MediaContainer/],
    ['a number of entries without them', json({ size: 3 }), /3 entries without their list/],
    ['an entry without a key', json({ size: 1, Metadata: [{ title: 'x' }] }), /ratingKey/],
    ['another page than asked for', json({ size: 1, offset: 7, Metadata: [artist(1)] }), /starts at 7/],
  ] as [string, EmulatedAnswer, RegExp][])('takes %s for no list', async (_what, answer, words) => {
    const server = await serving(() => answer);
    const corrupt = { code: 'data_corrupt', message: expect.stringMatching(words) };
    await expect(all(server.allArtists(signal))).rejects.toMatchObject(corrupt);
    await expect(all(server.allArtists(signal))).rejects.toMatchObject({
      message: expect.stringContaining('plex GET /library/sections/{id}/all'),
    });
  });

  it('fails on half an answer in the middle of a list', async () => {
    const server = await serving((start) =>
      start < 1000 ? json({ size: 1000, totalSize: 1500, Metadata: rows(1000) }) : { body: '{"Media' },
    );
    await expect(all(server.allArtists(signal))).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it.each([
    ['too small', 1000],
    ['too large', 9000],
    ['absent', undefined],
  ])('lists everything when the total is %s', async (_what, totalSize) => {
    const server = await serving((start) => {
      const page = rows(Math.max(0, Math.min(1000, 2300 - start)), start);
      return json({ size: page.length, totalSize, ...(page.length === 0 ? {} : { Metadata: page }) });
    });
    expect((await all(server.allArtists(signal))).map(({ id }) => id)).toEqual(rows(2300).map(({ ratingKey }) => String(ratingKey)));
  });

  it('takes everything at once from a server that knows no pages', async () => {
    const server = await serving(() => json({ size: 2300, Metadata: rows(2300) }));
    expect(await all(server.allArtists(signal))).toHaveLength(2300);
  });

  it('lists an entry once that moved into the next page meanwhile', async () => {
    const server = await serving((start) => json({ totalSize: 1900, Metadata: start === 0 ? rows(1000) : rows(900, 999) }));
    expect(await all(server.allArtists(signal))).toHaveLength(1899);
  });

  it('does not read for ever from a server that gives the same page again and again', async () => {
    const server = await serving(() => json({ Metadata: rows(1000) }));
    await expect(all(server.allArtists(signal))).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringMatching(/same page/),
    });
  });

  it('asks for each page of a long list once, and for a few ahead while the caller works on one', async () => {
    const count = 20_000;
    const page = (start: number) => ({ size: 1000, totalSize: count, Metadata: start < count ? rows(1000, start) : [] });
    // Answers take a moment, so that those asked for ahead are seen together.
    const server = await serving((start) => json(page(start)), { latencyMs: 20 });
    expect(await all(server.allAlbumIds(signal))).toHaveLength(count);
    const starts =
      web?.requests.filter(({ path }) => path !== '/library/sections/all').map(({ headers }) => headers['x-plex-container-start']) ?? [];
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts.length).toBeLessThanOrEqual(count / 1000 + 1);
    expect(web?.mostInFlight).toBeGreaterThanOrEqual(2);
    expect(web?.mostInFlight).toBeLessThanOrEqual(4);
  });

  it('sends the token to no other server', async () => {
    const other = await EmulatedServer.start(() => json({ size: 0 }));
    try {
      const server = await serving(() => ({ status: 302, headers: { location: `${other.url}/x` } }));
      await expect(all(server.allArtists(signal))).rejects.toMatchObject({ code: 'unavailable' });
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
