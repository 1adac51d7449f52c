import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigKeys, readConfig } from '@catalogsync/runtime';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archive } from '../src/adapters/sources/archive/definition.js';
import { kuwo } from '../src/adapters/sources/kuwo/definition.js';
import { lidarrSource } from '../src/adapters/sources/lidarr/definition.js';
import { migu } from '../src/adapters/sources/migu/definition.js';
import { qianqian } from '../src/adapters/sources/qianqian/definition.js';
import { netease } from '../src/adapters/sources/netease/definition.js';
import { qq } from '../src/adapters/sources/qq/definition.js';
import { deezer } from '../src/adapters/sources/deezer/definition.js';
import { hifi } from '../src/adapters/sources/hifi/definition.js';
import { qobuz } from '../src/adapters/sources/qobuz/definition.js';
import { slskdSource } from '../src/adapters/sources/slskd/definition.js';
import type { OpenedSource, SourceDefinition } from '../src/adapters/sources/source-definition.js';
import { subsonic } from '../src/adapters/sources/subsonic/definition.js';
import { tidal } from '../src/adapters/sources/tidal/definition.js';

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

/** Besides those that a source passes on as they are. */
/** What a service says beyond that, under `more`, is kept as it is. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === 'more' ? [] : numbersIn(member)));
}

const target = { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: 'Breakwater', durationMs: undefined, isrc: undefined };
const search = (source: OpenedSource) => source.searcher!.searchTracks({ keyword: 'Harbour Lights', target, limit: 5 }, never);
const listed = async (source: OpenedSource) =>
  (await source.playlistTracks!.listPlaylistTracks('300001', { limit: 100, after: undefined }, never)).items.map((track) => ({ track }));
const search = (source: OpenedSource, limit = 5) => source.searcher!.searchTracks({ keyword: 'Harbour Lights', target, limit }, never);
const http = new HttpClient({ retryPauseMs: 1, random: () => 0 });

const opened = <K extends ConfigKeys>(definition: SourceDefinition<K>, settings: Readonly<Record<string, string>>): OpenedSource =>
  definition.open(readConfig(definition.keys, settings), { http });

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

/** What a service says beyond what is read is kept as it is, whatever it is. */
const described = async (source: OpenedSource) =>
  (await search(source)).map(({ track, ...hit }) => ({ ...hit, track: { ...track, more: {} } }));

const platformCases: readonly Case[] = [
  {
    name: 'netease',
    service: 'netease',
    answer: 'netease/fixtures/cloudsearch-songs',
    fixed: {},
    ask: (url) => {
      const settings = { NETEASE_ENABLED: 'yes', NETEASE_URL: url, NETEASE_REQUESTS_PER_SECOND: '50' };
      return described(netease.open(readConfig(netease.keys, settings), { http }));
    },
  },
  {
    name: 'qq',
    service: 'qq',
    answer: 'qq/fixtures/search-musicu-item_song',
    fixed: {},
    ask: (url) => described(qq.open(readConfig(qq.keys, { QQ_ENABLED: 'yes', QQ_URL: url, QQ_REQUESTS_PER_SECOND: '50' }), { http })),
  },
];

const cases: readonly Case[] = [
  ...platformCases,
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
    name: 'kuwo',
    service: 'kuwo',
    answer: 'kuwo/fixtures/playlist-plsvc',
    fixed: {},
    ask: (url) => listed(kuwo.open(readConfig(kuwo.keys, { KUWO_URL: url }), { http })),
  },
  {
    name: 'migu',
    service: 'migu',
    answer: 'migu/fixtures/song-item-search-v1',
    fixed: {},
    ask: (url) => search(migu.open(readConfig(migu.keys, { MIGU_URL: url }), { http })),
  },
  {
    name: 'qianqian',
    service: 'qianqian',
    answer: 'qianqian/fixtures/v1-tracklist-info',
    fixed: {},
    ask: (url) => listed(qianqian.open(readConfig(qianqian.keys, { QIANQIAN_URL: url, QIANQIAN_SECRET: 'x' }), { http })),
    name: 'deezer',
    service: 'deezer',
    answer: 'deezer/fixtures/search-track-limit2',
    ask: (url) => search(opened(deezer, { DEEZER_ENABLED: 'yes', DEEZER_URL: url, DEEZER_REQUESTS_PER_SECOND: '50' })),
    name: 'tidal',
    service: 'tidal',
    answer: 'tidal/fixtures/v2-search-tracks',
    fixed: { '/v1/oauth2/token': { access_token: 'x', expires_in: 86_400 } },
    ask: (url) =>
      search(opened(tidal, { TIDAL_CLIENT_ID: 'x', TIDAL_CLIENT_SECRET: 'y', TIDAL_URL: url, TIDAL_REQUESTS_PER_SECOND: '50' }), 2),
    name: 'qobuz',
    service: 'qobuz',
    answer: 'qobuz/fixtures/search-tracks',
    ask: (url) => search(opened(qobuz, { QOBUZ_APP_ID: 'x', QOBUZ_URL: url, QOBUZ_REQUESTS_PER_SECOND: '50' })),
    name: 'hifi',
    service: 'hifi',
    answer: 'hifi/fixtures/search-tracks',
    ask: (url) => search(opened(hifi, { HIFI_URLS: url })),
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
