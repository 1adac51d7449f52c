import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { all, PlexUnderTest, signal } from './fixtures/plex-under-test.js';

// Real here: HTTP to an emulator that is held to the published description of Plex Media Server.
let plex: PlexUnderTest;
beforeEach(async () => {
  plex = await PlexUnderTest.start();
});
afterEach(() => plex.close());

const opened = (libraries: readonly string[] = []) => plex.server(libraries).optional;

describe('when plays are read from Plex (behaviour 216)', () => {
  it('lists them newest first, without other media, other libraries and tracks that are gone', async () => {
    const [night, tide] = [plex.keyOf('夜曲'), plex.keyOf('Undertow')];
    plex.state.play(Number(tide));
    plex.state.play(Number(night));
    plex.state.addPlay({ type: 'movie', title: 'Film', track: undefined, libraryKey: '1' });
    plex.state.addPlay({ type: 'track', title: 'Gone', track: undefined, libraryKey: '3' });
    plex.state.play(Number(night));
    const plays = await all(opened().playHistory(500, signal));
    expect(plays.map(({ track }) => track.id)).toEqual([night, night, tide]);
    expect(plays[0]).toMatchObject({
      id: expect.stringMatching(/history\/\d+$/),
      track: { title: '夜曲', artists: ['周杰伦'], album: '十一月的萧邦' },
    });
    expect(new Date(plays[0]?.playedAt ?? 0).getUTCFullYear()).toBe(2026);
    expect(plex.requests()).toEqual(['GET /library/sections/all', 'GET /status/sessions/history/all?sort=viewedAt:desc']);
    expect(await all(opened(['Musik']).playHistory(500, signal))).toHaveLength(1);
    expect(plex.requests().at(-1)).toBe('GET /status/sessions/history/all?sort=viewedAt:desc&librarySectionID=3');
  });

  it('reads no more pages than it is asked for', async () => {
    for (let at = 0; at < 30; at++) plex.state.play(Number(plex.keyOf('夜曲')));
    expect(await all(opened().playHistory(3, signal))).toHaveLength(3);
    expect(plex.web.requests.at(-1)?.headers['x-plex-container-size']).toBe('50');
    expect(await all(opened().playHistory(500, signal))).toHaveLength(30);
    expect(await all(opened().playHistory(0, signal))).toEqual([]);
  });

  it('counts those that were played, by the filter of the server', async () => {
    for (let at = 0; at < 3; at++) plex.state.play(Number(plex.keyOf('Undertow')));
    const counts = await all(opened().trackPlayCounts(signal));
    expect(counts).toEqual([
      expect.objectContaining({ track: expect.objectContaining({ title: 'Undertow' }), count: 3, lastPlayedAt: expect.any(Number) }),
    ]);
    expect(plex.requests().slice(1)).toEqual([
      'GET /library/sections/2/all?type=10&viewCount>>=0',
      'GET /library/sections/3/all?type=10&viewCount>>=0',
    ]);
    plex.state.knobs.older = true;
    expect(await all(opened().trackPlayCounts(signal))).toEqual(counts);
  });
});

describe('when metadata is written to Plex (behaviour 216)', () => {
  const artistNamed = (name: string) => {
    const artist = [...plex.state.artists.values()].find(({ title }) => title === name);
    if (artist === undefined) throw new Error(`there is no artist ${name}`);
    return artist;
  };

  it('sets exactly these genres and locks them, names with commas among the old ones too', async () => {
    const artist = artistNamed('Low Tide Collective');
    artist.genres = ['Folk', 'Folk, World', 'Pop'];
    await opened().updateArtistGenres(String(artist.key), ['Ambient', 'Pop'], signal);
    expect(artist).toMatchObject({ genres: expect.arrayContaining(['Ambient', 'Pop']), locked: ['genre'], summary: '' });
    expect(artist.genres).toHaveLength(2);
    const path = `GET /library/metadata/${artist.key}`;
    expect(plex.requests()).toEqual([
      path,
      `PUT /library/sections/3/all?type=8&id=${artist.key}&genre[0].tag.tag=Ambient&genre[1].tag.tag=Pop&genre[].tag.tag-=Folk,Folk%2C%20World&genre.locked=1`,
      path,
    ]);
    await opened().updateArtistGenres(String(artist.key), [], signal);
    expect(artist.genres).toEqual([]);
  });

  it('sets and locks a biography, and never a title', async () => {
    const artist = artistNamed('周杰伦');
    await opened().updateArtistBiography(String(artist.key), '台湾歌手。\nSince 2000 & on.', signal);
    expect(artist).toMatchObject({ summary: '台湾歌手。\nSince 2000 & on.', locked: ['summary'], genres: ['Mandopop'] });
    expect(plex.web.requests.flatMap(({ query }) => [...query.keys()])).not.toContain('title.value');
    await expect(opened().updateArtistBiography(String(artist.key), '长'.repeat(2000), signal)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it.each([
    ['poster', false],
    ['posters', true],
  ])('sends pictures as they are, to /%s', async (element, older) => {
    plex.state.knobs.older = older;
    const picture = { bytes: Uint8Array.of(0xff, 0xd8, 0, 1, 0xfe), mediaType: 'image/jpeg' };
    const artist = artistNamed('周杰伦');
    const [album] = plex.state.albums.values();
    await opened().updateArtistPoster(String(artist.key), picture, signal);
    await opened().updateAlbumPoster(String(album?.key), picture, signal);
    expect([artist.poster, album?.poster]).toEqual([Buffer.from(picture.bytes), Buffer.from(picture.bytes)]);
    expect(plex.requests().at(-1)).toBe(`POST /library/metadata/${album?.key}/${element}`);
    expect(plex.web.requests.at(-1)?.headers['content-type']).toBe('image/jpeg');
  });

  it('says so if the artist is not there', async () => {
    const gone = { code: 'not_found' };
    const picture = { bytes: Uint8Array.of(1), mediaType: 'image/png' };
    for (const id of ['1', 'abc']) {
      await expect(opened().updateArtistGenres(id, ['Pop'], signal)).rejects.toMatchObject(gone);
      await expect(opened().updateArtistBiography(id, 'x', signal)).rejects.toMatchObject(gone);
      await expect(opened().updateArtistPoster(id, picture, signal)).rejects.toMatchObject(gone);
      await expect(opened().updateAlbumPoster(id, picture, signal)).rejects.toMatchObject(gone);
    }
  });
});
