import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from '@catalogsync/testkit';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { jellyfinServer } from './definition.js';
import type { JellyfinServer } from './jellyfin-server.js';

// Real here: HTTP on loopback; answers are those under fixtures/, and what is sent for them is fixed (behaviour 216).
const never = new AbortController().signal;
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
const http = new HttpClient({ random: () => 0, retryPauseMs: 5 });
const clock = { time: Date.UTC(2026, 2, 3), now: () => clock.time };
const userId = 'aaaaaaaabbbb4cccaaaaddddddddddd1';
const libraryId = 'f0000000000000000000000000000001';
let server: EmulatedServer | undefined;
afterEach(() => server?.stop());
afterAll(() => http.close());

type Answers = Readonly<Record<string, EmulatedAnswer | ((request: EmulatedRequest) => EmulatedAnswer)>>;

const json = (body: string): EmulatedAnswer => ({ headers: { 'content-type': 'application/json' }, body });
const connection: Answers = {
  'GET /System/Info/Public': json(recorded('system-info-public')),
  'GET /Users': json(`[${recorded('users-me')}]`),
  'GET /UserViews': json(recorded('user-views')),
};

/** Answers by method and path. */
async function answering(answers: Answers): Promise<JellyfinServer> {
  await server?.stop();
  const all = { ...connection, ...answers };
  server = await EmulatedServer.start((request) => {
    const answer = all[`${request.method} ${request.path}`];
    return typeof answer === 'function' ? answer(request) : answer;
  });
  const config = { JELLYFIN_URL: server.url, JELLYFIN_API_KEY: 'key"1', JELLYFIN_USER: '', JELLYFIN_LIBRARIES: [] };
  return jellyfinServer(config, { http, clock });
}

/** What was asked since the last call, without what finds user and libraries. */
function asked(): string[] {
  const requests = server?.requests.splice(0) ?? [];
  return requests
    .map(({ method, path, query }) => `${method} ${path}${query.size > 0 ? `?${decodeURIComponent(query.toString())}` : ''}`)
    .filter((line) => !/^GET \/(System\/Info\/Public|Users|UserViews)/.test(line));
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

describe('when its status is asked for', () => {
  it('says who it is, by three requests that carry the key in the one header that stays', async () => {
    const jellyfin = await answering({});
    expect(await jellyfin.isConnected(never)).toBe(true);
    expect(server?.requests.map(({ method, path, query }) => `${method} ${path}?${query}`)).toEqual([
      'GET /System/Info/Public?',
      'GET /Users?',
      `GET /UserViews?userId=${userId}`,
    ]);
    for (const { headers } of server?.requests ?? []) {
      expect(headers.authorization).toMatch(
        /^MediaBrowser Client="Catalogsync", Device="Catalogsync", DeviceId="[0-9a-f]{32}", Version="1.0", Token="key%221"$/,
      );
      expect(Object.keys(headers).filter((name) => /emby|mediabrowser|api/.test(name))).toEqual([]);
    }
    expect(await jellyfin.ensureConnection(never)).toEqual({ id: '58f180d8d2b34927bcfd73eee400ffad', name: 'music', version: '10.11.11' });
    expect(server?.requests).toHaveLength(3);
  });

  it('asks for user and libraries again after ten minutes, and whenever the connection is tested', async () => {
    const jellyfin = await answering({});
    await jellyfin.ensureConnection(never);
    clock.time += 599_000;
    await jellyfin.ensureConnection(never);
    expect(server?.requests).toHaveLength(3);
    clock.time += 2000;
    await jellyfin.ensureConnection(never);
    expect(server?.requests).toHaveLength(6);
    await jellyfin.isConnected(never);
    expect(server?.requests).toHaveLength(9);
  });
});

describe('when the server is not what it should be', () => {
  const info = recorded('system-info-public');

  it.each([
    ['too old', info.replace('10.11.11', '10.10.7'), 'failed_precondition', /10\.10\.7 is too old/],
    ['another service', '{"status":"ok"}', 'data_corrupt', /no version/],
  ])('says so: %s', async (_what, body, code, message) => {
    const jellyfin = await answering({ 'GET /System/Info/Public': json(body) });
    await expect(jellyfin.ensureConnection(never)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('takes versions to come, and no user who is disabled', async () => {
    const disabled = { Id: 'd'.repeat(32), Name: 'first', Policy: { IsAdministrator: true, IsDisabled: true } };
    const users = json(JSON.stringify([disabled, JSON.parse(recorded('users-me'))]));
    const jellyfin = await answering({ 'GET /System/Info/Public': json(info.replace('10.11.11', '13.1.0')), 'GET /Users': users });
    expect(await jellyfin.ensureConnection(never)).toMatchObject({ version: '13.1.0' });
    expect(server?.requests.at(-1)?.query.get('userId')).toBe(userId);
  });
});

describe('when tracks are searched', () => {
  it('asks for titles in each library, and reads ticks, path and every artist', async () => {
    const jellyfin = await answering({ 'GET /Items': json(recorded('search-tracks')) });
    expect(await jellyfin.searchTracks({ title: 'harbour lights', artist: 'Mara Quill', limit: 20 }, never)).toEqual([
      {
        id: '11111111222243338444555555555521',
        title: 'Harbour Lights',
        artists: ['Low Tide Collective', 'Mara Quill'],
        album: 'Breakwater',
        durationMs: 215_437,
        path: '/music/Low Tide Collective/Breakwater (2019)/03 - Harbour Lights.flac',
      },
    ]);
    expect(asked()).toEqual([
      `GET /Items?userId=${userId}&searchTerm=harbour+lights&includeItemTypes=Audio&recursive=true&limit=100&fields=Path&enableImages=false&enableUserData=false&enableTotalRecordCount=false&parentId=${libraryId}`,
    ]);
  });

  it('reads a track as servers record it', async () => {
    const jellyfin = await answering({ 'GET /Items': json(`{"Items":[${recorded('track-where_the_bands_are')}],"TotalRecordCount":0}`) });
    expect(await jellyfin.searchTracks({ title: 'Where', artist: '', limit: 5 }, never)).toEqual([
      {
        id: '54918f75ee8f6c8b8dc5efd680644f29',
        title: 'Where the Bands Are (2018 Version)',
        artists: ['Dead Like Harry'],
        album: 'Where the Bands Are (2018 Version) - Single',
        durationMs: 246_433,
      },
    ]);
    expect(asked()[0]).toContain('&limit=5&');
  });

  it("takes the album's artist where the track has none, and leaves out what is unknown", async () => {
    const item = { Id: '1', Name: 'Intro', Artists: [''], AlbumArtist: 'Somebody', Album: null, RunTimeTicks: 0, Path: '' };
    const jellyfin = await answering({ 'GET /Items': json(JSON.stringify({ Items: [item] })) });
    const found = await jellyfin.searchTracks({ title: 'Intro', artist: '', limit: 5 }, never);
    expect(found).toEqual([{ id: '1', title: 'Intro', artists: ['Somebody'] }]);
  });
});

describe('when the library is listed', () => {
  it('reads artists and albums as servers record them', async () => {
    const jellyfin = await answering({
      'GET /Artists/AlbumArtists': json(recorded('artists-page')),
      'GET /Items': json(`{"Items":[${recorded('album-this_is_christmas')}]}`),
    });
    expect(await all(jellyfin.allArtists(never))).toEqual([
      {
        id: '11111111222243338444555555555501',
        name: 'Low Tide Collective',
        sortName: 'low tide collective',
        genres: ['Ambient'],
        musicBrainzId: '11111111-2222-4333-8444-555555555501',
      },
    ]);
    expect(await all(jellyfin.allAlbumIds(never))).toEqual(['32ed6a0091733dcff57eae67010f3d4b']);
    const bare = 'enableImages=false&enableUserData=false&enableTotalRecordCount=false&startIndex=0&limit=500';
    expect(asked()).toEqual([
      `GET /Artists/AlbumArtists?userId=${userId}&parentId=${libraryId}&fields=Genres,ProviderIds,SortName&sortBy=SortName&${bare}`,
      `GET /Items?userId=${userId}&parentId=${libraryId}&includeItemTypes=MusicAlbum&recursive=true&sortBy=SortName&${bare}`,
    ]);
  });

  it('reads the albums added last', async () => {
    const jellyfin = await answering({ 'GET /Items': json(recorded('albums-recent')) });
    expect(await jellyfin.recentlyAddedAlbums(20, never)).toEqual([
      {
        id: '11111111222243338444555555555511',
        name: 'Breakwater',
        artist: 'Low Tide Collective',
        year: 2019,
        addedAt: Date.UTC(2026, 2, 1, 21, 20),
      },
    ]);
    expect(asked()[0]).toMatch(/&sortBy=DateCreated&sortOrder=Descending&fields=DateCreated&.*&limit=20$/);
  });

  it('takes the year 1 for an unknown date', async () => {
    const body = recorded('albums-recent').replace('2026-03-01T21:20', '0001-01-01T00:00');
    const jellyfin = await answering({ 'GET /Items': json(body) });
    const [album] = await jellyfin.recentlyAddedAlbums(20, never);
    expect(album).not.toHaveProperty('addedAt');
  });
});

describe('when a scan is asked for', () => {
  const idle = recorded('scheduled-tasks-idle');
  const running = recorded('scheduled-tasks-running');
  const ended = idle.replaceAll('2026-03-02T18:04', '2026-03-03T00:04');

  /** Answers of the task list one after the other; the last stays. */
  const scanning = (...lists: readonly string[]): Promise<JellyfinServer> => {
    const left = [...lists];
    return answering({
      'GET /ScheduledTasks': () => json((left.length > 1 ? left.shift() : left[0]) ?? ''),
      'POST /Library/Refresh': { status: 204 },
    });
  };

  it('starts it with one call, and is scanning from then on, though the task begins a moment later', async () => {
    const jellyfin = await scanning(idle, idle, idle, running, running.replace('"Running"', '"Cancelling"'), ended);
    expect(jellyfin.scansFolders).toBe(false);
    await jellyfin.triggerLibraryScan('/music/New', never);
    expect(asked()).toEqual(['GET /ScheduledTasks', 'POST /Library/Refresh']);
    const polls: boolean[] = [];
    for (let poll = 0; poll < 6; poll++) polls.push(await jellyfin.isLibraryScanning(never));
    expect(polls).toEqual([true, true, true, true, false, false]);
  });

  it('notices a scan that has been and gone between two polls', async () => {
    const jellyfin = await scanning(idle, ended);
    await jellyfin.triggerLibraryScan(undefined, never);
    expect(await jellyfin.isLibraryScanning(never)).toBe(false);
  });

  it('does not wait for ever for one that never begins', async () => {
    const jellyfin = await scanning(idle);
    await jellyfin.triggerLibraryScan(undefined, never);
    clock.time += 9000;
    expect(await jellyfin.isLibraryScanning(never)).toBe(true);
    clock.time += 1000;
    expect(await jellyfin.isLibraryScanning(never)).toBe(false);
  });

  it('waits for its own scan where another one runs, which the server cancels first', async () => {
    const again = ended.replaceAll('2026-03-03T00:04', '2026-03-03T00:09');
    const jellyfin = await scanning(running, running, ended, running.replaceAll('2026-03-02T18:04', '2026-03-03T00:04'), again);
    await jellyfin.triggerLibraryScan(undefined, never);
    const polls: boolean[] = [];
    for (let poll = 0; poll < 4; poll++) polls.push(await jellyfin.isLibraryScanning(never));
    expect(polls).toEqual([true, true, true, false]);
  });

  it('believes nothing but the answer that says it was done', async () => {
    const jellyfin = await answering({ 'GET /ScheduledTasks': json(idle), 'POST /Library/Refresh': { body: '<html>Log in</html>' } });
    await expect(jellyfin.triggerLibraryScan(undefined, never)).rejects.toMatchObject({ code: 'data_corrupt' });
    const without = await answering({ 'GET /ScheduledTasks': json('[{"Key":"RefreshGuide","State":"Running"}]') });
    await expect(without.isLibraryScanning(never)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringMatching(/RefreshLibrary/),
    });
  });
});

describe('when an artist is written to', () => {
  const id = 'dd954bbf54398e247d803186d3585b79';
  const path = `/Items/${id}`;
  const stored = {
    ...(JSON.parse(recorded('artist-ash')) as object),
    Genres: ['Rock'],
    Overview: null,
    LockedFields: ['Name', 'Genres'],
    FromAPlugin: { Deep: [1, null, { Members: 'kept' }], Größe: 0.5 },
    Taglines: [],
  };
  const writing = () => answering({ [`GET ${path}`]: json(JSON.stringify(stored)), [`POST ${path}`]: { status: 204 } });
  const sent = () => JSON.parse(server?.requests.find(({ method }) => method === 'POST')?.body ?? '') as unknown;

  it('sends back everything it read, changed in genres alone and locked for the next scan', async () => {
    const jellyfin = await writing();
    await jellyfin.optional.updateArtistGenres(id, ['Ambient', '民谣'], never);
    expect(sent()).toEqual({ ...stored, Genres: ['Ambient', '民谣'] });
    expect(asked()).toEqual([`GET ${path}?userId=${userId}`, `POST ${path}`]);
  });

  it('does so for a biography', async () => {
    const jellyfin = await writing();
    await jellyfin.optional.updateArtistBiography(id, 'From Downpatrick.', never);
    expect(sent()).toEqual({ ...stored, Overview: 'From Downpatrick.', LockedFields: ['Name', 'Genres', 'Overview'] });
  });

  it('writes nothing if it could not read everything', async () => {
    for (const answer of [json('{"Id":"dd95'), json(''), json('<html>'), json('[]')]) {
      const jellyfin = await answering({ [`GET ${path}`]: answer });
      await expect(jellyfin.optional.updateArtistGenres(id, [], never)).rejects.toMatchObject({ code: 'data_corrupt' });
      expect(server?.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    }
  });

  it.each(['updateArtistPoster', 'updateAlbumPoster'] as const)('sends a picture as base64 under its own type (%s)', async (operation) => {
    const jellyfin = await answering({ [`POST ${path}/Images/Primary`]: { status: 204 } });
    await jellyfin.optional[operation](id, { bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0), mediaType: 'image/jpg' }, never);
    const [request] = server?.requests ?? [];
    expect([request?.headers['content-type'], request?.body]).toEqual(['image/jpeg', '/9j/AA==']);
    const page = { bytes: new Uint8Array(), mediaType: 'text/html' };
    await expect(jellyfin.optional[operation](id, page, never)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it.each([404, 400] as const)('says that it is not there for a status of %s', async (status) => {
    const body = recorded(`error-${status}-problem`);
    const jellyfin = await answering({ [`GET ${path}`]: { status, body, headers: { 'content-type': 'application/problem+json' } } });
    await expect(jellyfin.optional.updateArtistGenres(id, [], never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    [401, 'unauthenticated', /JELLYFIN_API_KEY/],
    [403, 'permission_denied', /administrator as JELLYFIN_API_KEY/],
  ] as const)('says which setting to check for a refusal without words (%s)', async (status, code, hint) => {
    const jellyfin = await answering({ [`GET ${path}`]: json(JSON.stringify(stored)), [`POST ${path}`]: { status } });
    await expect(jellyfin.optional.updateArtistGenres(id, [], never)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  });
});

describe('when playlists and plays are read', () => {
  it('reads them as servers record them, entries with their own ids', async () => {
    const id = '33333333222243338444555555555531';
    const jellyfin = await answering({
      'GET /Items': json(recorded('playlists-list')),
      [`GET /Playlists/${id}/Items`]: json(recorded('playlist-items')),
    });
    expect(await all(jellyfin.optional.playlists.list(never))).toEqual([{ id, name: 'Coast', trackCount: 1 }]);
    const [entry] = await all(jellyfin.optional.playlists.entries(id, never));
    expect(entry).toMatchObject({ entryId: 'e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1', track: { id: '11111111222243338444555555555521' } });
    const films = recorded('playlists-list').replace('"MediaType": "Audio"', '"MediaType": "Video"');
    expect(await all((await answering({ 'GET /Items': json(films) })).optional.playlists.list(never))).toEqual([]);
  });

  it('makes one with all of its tracks in one call, for the user, and looks at its end', async () => {
    const ids = ['11111111222243338444555555555521'];
    const { Id } = JSON.parse(recorded('playlist-created')) as { Id: string };
    const jellyfin = await answering({
      'POST /Playlists': json(recorded('playlist-created')),
      [`GET /Playlists/${Id}/Items`]: json(recorded('playlist-items')),
    });
    expect(await jellyfin.optional.playlists.create({ name: 'Coast', trackIds: ids }, never)).toBe(Id);
    const body = server?.requests.find(({ method }) => method === 'POST')?.body ?? '';
    expect(JSON.parse(body)).toEqual({ Name: 'Coast', Ids: ids, UserId: userId, MediaType: 'Audio', IsPublic: false });
  });

  it('counts what the user has played, and refuses an answer that does not say', async () => {
    const jellyfin = await answering({ 'GET /Items': json(recorded('search-tracks')) });
    const [played] = await all(jellyfin.optional.trackPlayCounts(never));
    expect(played).toMatchObject({ count: 5, lastPlayedAt: Date.UTC(2026, 1, 25, 6, 13, 20), track: { title: 'Harbour Lights' } });
    expect(asked()[0]).toMatch(/&filters=IsPlayed&.*&enableUserData=true&/);
    const silent = await answering({ 'GET /Items': json(recorded('search-tracks').replace('"UserData"', '"Other"')) });
    const counts = all(silent.optional.trackPlayCounts(never));
    await expect(counts).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(/Items\.0/) });
  });

  it('lists the plays that the activity log has, with their tracks', async () => {
    const jellyfin = await answering({
      'GET /System/ActivityLog/Entries': json(recorded('activity-log')),
      'GET /Items': json(recorded('search-tracks')),
    });
    const plays = await all(jellyfin.optional.playHistory(500, never));
    expect(plays).toMatchObject([{ id: '9', playedAt: Date.UTC(2026, 1, 25, 6, 13, 20), track: { title: 'Harbour Lights' } }]);
    expect(asked().map((line) => line.replace(/&fields.*/, ''))).toEqual([
      'GET /System/ActivityLog/Entries?startIndex=0&limit=100&hasUserId=true',
      `GET /Items?userId=${userId}&ids=11111111222243338444555555555521`,
    ]);
  });
});
