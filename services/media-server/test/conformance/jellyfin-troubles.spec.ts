import { until } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { everything, manySongs, openJellyfin } from './open-jellyfin.js';

// Real here: HTTP on loopback, to an emulated Jellyfin that is held to the published document of its version.
const never = new AbortController().signal;
const version = '12.0.0';
let opened: Awaited<ReturnType<typeof openJellyfin>> | undefined;
afterEach(async () => {
  await opened?.close();
  expect(opened?.emulator.checker.violations).toEqual([]);
  opened = undefined;
});

async function open(setting: Partial<Parameters<typeof openJellyfin>[0]> = {}) {
  opened = await openJellyfin({ version, songs: manySongs(100), ...setting });
  return opened;
}

describe('when something happens in the middle of a listing', () => {
  /** Albums until it fails, after the first page. */
  async function listing(happens: (one: Awaited<ReturnType<typeof open>>) => Promise<void>) {
    const one = await open();
    let count = 0;
    const read = async (): Promise<void> => {
      for await (const page of one.server.allAlbumIds(never)) {
        if (count === 0) await happens(one);
        count += page.length;
      }
    };
    const failure = await read().then(
      () => undefined,
      (error: unknown) => error,
    );
    return { failure, count };
  }

  it.each([
    ['the key is withdrawn', async ({ emulator: { state } }) => void Object.assign(state.knobs, { apiKey: 'another' }), 'unauthenticated'],
    ['half an answer comes', ({ emulator }) => emulator.server.fail('cut'), 'unavailable'],
    ['a proxy shows its page', ({ emulator }) => emulator.server.fail('page'), 'data_corrupt'],
    ['an answer is empty', ({ emulator }) => emulator.server.fail('empty'), 'data_corrupt'],
    ['an answer is something else', ({ emulator }) => emulator.server.fail('wrong_shape'), 'data_corrupt'],
    ['the server goes away', ({ emulator }) => emulator.server.fail('refuse'), 'unavailable'],
  ] as const satisfies [string, (one: Awaited<ReturnType<typeof open>>) => Promise<void>, string][])(
    'fails after what it has given, and does not end as if that were all: %s',
    async (_what, happens, code) => {
      const { failure, count } = await listing(happens);
      expect(failure).toMatchObject({ code });
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(100);
    },
  );
});

describe('when the server is too slow or too small for a page', () => {
  it.each([500, 413] as const)('asks for smaller ones if it fails with %s', async (largestPageStatus) => {
    const { emulator, server } = await open({ knobs: { largestPage: 5, largestPageStatus } });
    expect(await everything(server.allAlbumIds(never))).toHaveLength(100);
    expect(await everything(server.allArtists(never))).toHaveLength(100);
    expect(await server.recentlyAddedAlbums(30, never)).toHaveLength(30);
    const limits = emulator.server.requests.map(({ query }) => Number(query.get('limit') ?? 0));
    expect(Math.max(...limits)).toBe(16);
  });

  it('asks for smaller ones if it does not answer in time', async () => {
    const { emulator, server } = await open({ patienceMs: 100 });
    await server.ensureConnection(never);
    await emulator.server.fail('hang', { matching: /AlbumArtists/ });
    await expect(everything(server.allArtists(never))).rejects.toMatchObject({ code: 'timeout' });
    const limits = emulator.server.requests.flatMap(({ query }) => query.get('limit') ?? []);
    expect(limits).toEqual(['16', '8', '4', '2']);
  });
});

describe('when there are several libraries', () => {
  const songs = [...manySongs(20), ...manySongs(40, 'Jazz').slice(10)];
  const withJazz = async (libraries: readonly string[]) => {
    const one = await open({ songs: [], libraries });
    one.emulator.state.libraries.push({ id: 'a'.repeat(32), name: 'Jazz', type: 'music' });
    for (const song of songs) one.emulator.state.add(song);
    return one;
  };

  it('lists what is in all of them, each artist and album once', async () => {
    const { server } = await withJazz([]);
    expect(await everything(server.allArtists(never))).toHaveLength(40);
    const ids = await everything(server.allAlbumIds(never));
    expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
    expect((await server.searchTracks({ title: 'Song 39', artist: '', limit: 5 }, never)).map(({ title }) => title)).toEqual(['Song 39']);
  });

  it('merges what was added last, newest first', async () => {
    const { server } = await withJazz([]);
    const names = (await server.recentlyAddedAlbums(12, never)).map(({ name }) => name);
    expect(names).toEqual(Array.from({ length: 12 }, (_, at) => `Album ${39 - at}`));
  });

  it('keeps to those that are named', async () => {
    const { server } = await withJazz(['jazz']);
    expect(await everything(server.allAlbumIds(never))).toHaveLength(30);
    expect(await server.searchTracks({ title: 'Song 5', artist: '', limit: 5 }, never)).toEqual([]);
  });
});

describe('when a song of a common name is searched with its artist', () => {
  it('finds it behind hundreds of others', async () => {
    const songs = manySongs(300).map((song) => ({ ...song, title: 'Intro' }));
    const { server } = await open({ songs });
    const found = await server.searchTracks({ title: 'Intro', artist: 'Artist 250', limit: 15 }, never);
    expect(found).toHaveLength(15);
    expect(found[0]).toMatchObject({ title: 'Intro', artists: ['Artist 250'] });
  });
});

describe('when the settings do not fit the server', () => {
  const says = (message: string, hint: string) => ({
    code: 'failed_precondition',
    retry: 'never',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });

  it.each([
    ['an unknown user', { user: 'Nobody' }, 'no user "Nobody"; it has: guest, catalogue', 'JELLYFIN_USER'],
    ['an unknown library', { libraries: ['Music', 'Jazz'] }, 'no music library "Jazz"; it has: Music', 'JELLYFIN_LIBRARIES'],
    ['a library without music', { libraries: ['Films'] }, 'no music library "Films"', 'JELLYFIN_LIBRARIES'],
    ['a server that is not set up', { knobs: { isSetUp: false } }, 'not been set up', 'finish its setup'],
  ])('says what there is: %s', async (_what, setting, message, hint) => {
    const { server } = await open(setting);
    await expect(server.ensureConnection(never)).rejects.toMatchObject(says(message, hint));
    await expect(server.isConnected(never)).rejects.toMatchObject(says(message, hint));
    await expect(everything(server.allArtists(never))).rejects.toMatchObject(says(message, hint));
  });

  it('takes the first administrator where no user is named', async () => {
    const { emulator, server } = await open({ user: '' });
    await server.ensureConnection(never);
    const catalogue = emulator.state.users.find(({ isAdministrator }) => isAdministrator);
    expect(emulator.server.requests.at(-1)?.query.get('userId')).toBe(catalogue?.id);
  });
});

describe('when the key belongs to a user without the rights of an administrator', () => {
  it('reads and keeps playlists, and says clearly what it may not do', async () => {
    const token = ({ state }: { state: { users: { name: string; token: string }[] } }) => state.users[0]?.token ?? '';
    const { server } = await open({ token, user: 'guest' });
    const [id = ''] = (await server.searchTracks({ title: 'Song 1', artist: '', limit: 1 }, never)).map((track) => track.id);
    const [artist] = await everything(server.allArtists(never));
    expect(await server.optional.playlists.create({ name: 'Mine', trackIds: [id] }, never)).not.toBe('');
    const denied = { code: 'permission_denied', hint: expect.stringContaining('JELLYFIN_API_KEY') };
    await expect(server.triggerLibraryScan(undefined, never)).rejects.toMatchObject(denied);
    await expect(server.isLibraryScanning(never)).rejects.toMatchObject(denied);
    await expect(server.optional.updateArtistGenres(artist?.id ?? '', ['Pop'], never)).rejects.toMatchObject(denied);
    await expect(everything(server.optional.playHistory(5, never))).rejects.toMatchObject(denied);
  });
});

describe('when the server starts', () => {
  it('waits a moment where it is asked to, and says so where that is too long', async () => {
    const { emulator, server } = await open({ knobs: { startingSeconds: 60 } });
    await expect(server.isConnected(never)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 60_000 });
    emulator.state.knobs.startingSeconds = 1;
    emulator.takeRequests();
    const connected = server.isConnected(never);
    await until(() => emulator.server.requests.length > 0 && emulator.server.inFlight === 0);
    emulator.state.knobs.startingSeconds = undefined;
    expect(await connected).toBe(true);
  });
});

describe('when metadata is written back', () => {
  it('leaves everything else of the artist as it was, and what was written survives', async () => {
    const { emulator, server } = await open();
    const [artist] = await everything(server.allArtists(never));
    const stored = emulator.state.items.get(artist?.id ?? '');
    if (artist === undefined || stored === undefined) throw new Error('there is no artist');
    const kept = {
      Tags: ['loud'],
      People: [{ Name: 'Somebody', Id: artist.id, Role: 'Drums', Type: 'Artist' }],
      ProductionLocations: ['Hull'],
      ProviderIds: { MusicBrainzArtist: '99164692-c02d-407c-81c9-25d338dd21f4' },
      CommunityRating: 7.5,
      LockedFields: ['Tags'],
      ProductionYear: 1994,
      PreferredMetadataLanguage: 'en',
    };
    stored.members = { ...stored.members, ...kept };
    await server.optional.updateArtistGenres(artist.id, ['Ambient'], never);
    await server.optional.updateArtistBiography(artist.id, 'Since 1994.', never);
    expect(stored.members).toMatchObject({
      ...kept,
      Name: artist.name,
      Genres: ['Ambient'],
      Overview: 'Since 1994.',
      LockedFields: ['Tags', 'Genres', 'Overview'],
    });
    await server.optional.updateArtistPoster(artist.id, { bytes: Buffer.from('picture'), mediaType: 'image/png' }, never);
    expect(emulator.state.pictures.get(artist.id)).toEqual({ mediaType: 'image/png', bytes: Buffer.from('picture') });
    expect((await everything(server.allArtists(never))).find(({ id }) => id === artist.id)?.genres).toEqual(['Ambient']);
  });
});

describe('when the history is asked for', () => {
  it("gives the configured user's plays alone, the latest first, without those of tracks that are gone", async () => {
    const { emulator, server } = await open();
    const { state } = emulator;
    const [guest, catalogue] = state.users;
    const tracks = [...state.items.values()].filter(({ type }) => type === 'Audio');
    for (let at = 0; at < 40; at++) {
      state.play((at % 4 === 0 ? guest : catalogue)?.id ?? '', tracks[at % 3]?.id ?? '', Date.UTC(2026, 2, 1) + at * 1000);
    }
    state.play(catalogue?.id ?? '', 'f'.repeat(32), Date.UTC(2026, 2, 2));
    const plays = await everything(server.optional.playHistory(500, never));
    expect(plays).toHaveLength(30);
    expect(new Set(plays.map(({ id }) => id)).size).toBe(30);
    expect(plays.map(({ playedAt }) => playedAt)).toEqual(plays.map(({ playedAt }) => playedAt).toSorted((a, b) => b - a));
    expect(await everything(server.optional.playHistory(7, never))).toEqual(plays.slice(0, 7));
  });
});
