import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigKeys, readConfig } from '@catalogsync/runtime';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archive } from '../src/adapters/sources/archive/definition.js';
import { deezer } from '../src/adapters/sources/deezer/definition.js';
import { hifi } from '../src/adapters/sources/hifi/definition.js';
import { jamendo } from '../src/adapters/sources/jamendo/definition.js';
import { kuwo } from '../src/adapters/sources/kuwo/definition.js';
import { lidarrSource } from '../src/adapters/sources/lidarr/definition.js';
import { listenbrainz } from '../src/adapters/sources/listenbrainz/definition.js';
import { migu } from '../src/adapters/sources/migu/definition.js';
import { musicbrainz } from '../src/adapters/sources/musicbrainz/definition.js';
import { netease } from '../src/adapters/sources/netease/definition.js';
import { qianqian } from '../src/adapters/sources/qianqian/definition.js';
import { qobuz } from '../src/adapters/sources/qobuz/definition.js';
import { qq } from '../src/adapters/sources/qq/definition.js';
import { slskdSource } from '../src/adapters/sources/slskd/definition.js';
import type { OpenedSource, SourceDefinition } from '../src/adapters/sources/source-definition.js';
import { subsonic } from '../src/adapters/sources/subsonic/definition.js';
import { tidal } from '../src/adapters/sources/tidal/definition.js';
import { quickly } from './emulated/platform.js';

// Real here: HTTP on loopback. Answers are recorded ones in which one member was replaced by arbitrary JSON.
const never = new AbortController().signal;
const recorded = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../src/adapters/sources/${path}.json`, import.meta.url), 'utf8')) as unknown;

/** Every place in a JSON value, as lists of keys. */
function placesOf(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [place, ...inner.flatMap(([key, member]) => placesOf(member, [...place, key]))];
}

function exchanged(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = exchanged(copy[key], rest, replacement);
  return copy;
}

/** What a service says beyond that, under `more`, is kept as it is. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === 'more' ? [] : numbersIn(member)));
}

const target = { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: 'Breakwater', durationMs: undefined, isrc: undefined };
const search = (source: OpenedSource, limit = 5) => source.searcher!.searchTracks({ keyword: 'Harbour Lights', target, limit }, never);
const listed = async (source: OpenedSource, playlistId = '300001') =>
  (await source.playlistTracks!.listPlaylistTracks(playlistId, { limit: 100, after: undefined }, never)).items;
const http = new HttpClient({ retryPauseMs: 1, random: () => 0 });

const opened = <K extends ConfigKeys>(definition: SourceDefinition<K>, settings: Readonly<Record<string, string>>): OpenedSource =>
  definition.open(readConfig(definition.keys, { ...settings, ...quickly(definition) }), { http });

/** `fixed` holds unchanged answers by path; every other path returns the changed one. */
interface Case {
  readonly name: string;
  /** As messages call it. */
  readonly service: string;
  readonly answer: string;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly ask: (url: string) => Promise<readonly object[]>;
}

const slskd = (url: string) =>
  slskdSource({ SLSKD_URL: url, SLSKD_API_KEY: 'key', SLSKD_DOWNLOADS_DIR: '/x' }, http, {
    ...{ searchTimeoutMs: 50, pollMs: 1, queueTimeoutMs: 1, stallTimeoutMs: 1 },
  });

const mbid = '7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11';
const unhurried = { MUSICBRAINZ_CONTACT: 'x', MUSICBRAINZ_PAUSE_MS: '0' };

const platforms: readonly Case[] = [
  {
    name: 'netease',
    service: 'netease',
    answer: 'netease/fixtures/cloudsearch-songs',
    fixed: {},
    ask: (url) => search(opened(netease, { NETEASE_URL: url })),
  },
  {
    name: 'qq',
    service: 'qq',
    answer: 'qq/fixtures/search-musicu-item_song',
    fixed: {},
    ask: (url) => search(opened(qq, { QQ_URL: url })),
  },
  {
    name: 'kuwo',
    service: 'kuwo',
    answer: 'kuwo/fixtures/playlist-plsvc',
    fixed: {},
    ask: (url) => listed(opened(kuwo, { KUWO_URL: url })),
  },
  {
    name: 'migu',
    service: 'migu',
    answer: 'migu/fixtures/song-item-search-v1',
    fixed: {},
    ask: (url) => search(opened(migu, { MIGU_URL: url })),
  },
  {
    name: 'qianqian',
    service: 'qianqian',
    answer: 'qianqian/fixtures/v1-tracklist-info',
    fixed: {},
    ask: (url) => listed(opened(qianqian, { QIANQIAN_URL: url, QIANQIAN_SECRET: 'x' })),
  },
  {
    name: 'deezer',
    service: 'deezer',
    answer: 'deezer/fixtures/search-track-limit2',
    fixed: {},
    ask: (url) => search(opened(deezer, { DEEZER_ENABLED: 'yes', DEEZER_URL: url })),
  },
  {
    name: 'tidal',
    service: 'tidal',
    answer: 'tidal/fixtures/v2-search-tracks',
    fixed: { '/v1/oauth2/token': { access_token: 'x', expires_in: 86_400 } },
    ask: (url) => search(opened(tidal, { TIDAL_CLIENT_ID: 'x', TIDAL_CLIENT_SECRET: 'y', TIDAL_URL: url }), 2),
  },
  {
    name: 'qobuz',
    service: 'qobuz',
    answer: 'qobuz/fixtures/search-tracks',
    fixed: {},
    ask: (url) => search(opened(qobuz, { QOBUZ_APP_ID: 'x', QOBUZ_URL: url })),
  },
  {
    name: 'hifi',
    service: 'hifi',
    answer: 'hifi/fixtures/search-tracks',
    fixed: {},
    ask: (url) => search(opened(hifi, { HIFI_URLS: url })),
  },
  {
    name: 'jamendo (search)',
    service: 'jamendo',
    answer: 'jamendo/fixtures/tracks-search',
    fixed: {},
    ask: (url) => search(opened(jamendo, { JAMENDO_CLIENT_ID: 'x', JAMENDO_URL: url })),
  },
  {
    name: 'jamendo (playlist)',
    service: '[jJ]amendo',
    answer: 'jamendo/fixtures/playlist-tracks',
    fixed: {},
    ask: (url) => listed(opened(jamendo, { JAMENDO_CLIENT_ID: 'x', JAMENDO_URL: url })),
  },
  {
    name: 'listenbrainz (playlist)',
    service: 'listenbrainz',
    answer: 'listenbrainz/fixtures/playlist',
    fixed: {},
    ask: (url) => listed(opened(listenbrainz, { LISTENBRAINZ_URL: url }), mbid),
  },
  {
    name: 'listenbrainz (chart)',
    service: 'listenbrainz',
    answer: 'listenbrainz/fixtures/sitewide-recordings',
    fixed: {},
    ask: (url) => listed(opened(listenbrainz, { LISTENBRAINZ_URL: url }), 'sitewide:week'),
  },
  {
    name: 'musicbrainz (search)',
    service: 'musicbrainz',
    answer: 'musicbrainz/fixtures/recording-search-cjk',
    fixed: {},
    ask: (url) => search(opened(musicbrainz, { ...unhurried, MUSICBRAINZ_URL: url })),
  },
  {
    name: 'musicbrainz (release)',
    service: 'musicbrainz',
    answer: 'musicbrainz/fixtures/release-cjk',
    fixed: {},
    ask: (url) => listed(opened(musicbrainz, { ...unhurried, MUSICBRAINZ_URL: url }), mbid),
  },
];

const cases: readonly Case[] = [
  ...platforms,
  {
    name: 'subsonic',
    service: 'subsonic',
    answer: 'subsonic/fixtures/doc-search3',
    fixed: {},
    ask: (url) =>
      search(subsonic.open({ SUBSONIC_URL: url, SUBSONIC_USER: 'u', SUBSONIC_PASSWORD: 'p', SUBSONIC_AUTH: 'token' }, { http })),
  },
  {
    name: 'archive',
    service: 'archive',
    answer: 'archive/fixtures/metadata-item',
    fixed: { '/advancedsearch.php': { response: { docs: [{ identifier: 'low-tide-breakwater' }] } } },
    ask: (url) => search(archive.open({ ...readConfig(archive.keys, { ARCHIVE_ENABLED: 'yes' }), ARCHIVE_URL: url }, { http })),
  },
  {
    name: 'soulseek',
    service: 'slskd',
    answer: 'slskd/fixtures/search-responses',
    fixed: {
      '/api/v0/searches': { id: '1', isComplete: false, state: 'InProgress' },
      '/api/v0/searches/1': { id: '1', isComplete: true, state: 'Completed, TimedOut' },
    },
    ask: (url) => search(slskd(url)),
  },
  {
    name: 'lidarr',
    service: 'lidarr',
    answer: 'lidarr/fixtures/album-lookup-new',
    fixed: {},
    ask: (url) =>
      lidarrSource({ LIDARR_URL: url, LIDARR_API_KEY: 'key', LIDARR_MUSIC_DIR: '/x' }, http, {
        pollMs: 1,
        grabTimeoutMs: 1,
        stallTimeoutMs: 1,
      }).albumSearcher!.searchAlbums({ artist: 'Low Tide', album: 'Breakwater', limit: 5 }, never),
  },
];

describe('when a service answers something slightly different', () => {
  let server: EmulatedServer;
  let answers: (path: string) => unknown = () => undefined;

  beforeAll(async () => {
    server = await EmulatedServer.start(({ path }) => ({ body: JSON.stringify(answers(path) ?? null) }));
  });
  afterAll(async () => {
    await server.stop();
    await http.close();
  });

  it.each(cases)('$name returns hits or throws a fault that names the service, with an expected code', async (tested) => {
    const { service, answer, fixed, ask } = tested;
    const whole = recorded(answer);
    answers = (path) => fixed[path] ?? whole;
    expect((await ask(server.url)).length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...placesOf(whole)), fc.jsonValue(), async (place, replacement) => {
        const changed = exchanged(whole, place, replacement);
        answers = (path) => fixed[path] ?? changed;
        const outcome = await ask(server.url).catch((error: unknown) => error as { code?: string });
        if (Array.isArray(outcome)) {
          for (const number of numbersIn(outcome)) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
          return;
        }
        expect(outcome).toMatchObject({
          name: 'Fault',
          message: expect.stringMatching(new RegExp(`^${service} `)),
          code: expect.stringMatching(
            /^(data_corrupt|unavailable|not_found|unauthenticated|permission_denied|invalid_argument|unsupported)$/,
          ),
        });
      }),
      { numRuns: 150 },
    );
  });
});
