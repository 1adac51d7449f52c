import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpClient } from '@catalogsync/outbound-http';
import { type PlatformAnswers, PlatformEmulator } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, Source, SourcePlaylist } from '../src/core/sources/source.js';
import type { SourceTrack } from '../src/core/sources/source-track.js';
import { everythingOf, never } from '../src/core/sources/source-under-test.contract.js';
import { newClient } from './emulated/held-songs.js';
import { catalogueOf, type Platform, type Question, songsOn } from './emulated/platform.js';
import { emulatedPlatforms } from './emulated-platforms.js';

// Real here: the sources with their HTTP clients. The platforms are emulated over HTTP on loopback, and go wrong on command.
const whole = { limit: 5000, after: undefined };
const request = {
  keyword: 'Harbour Lights Low Tide Collective',
  target: { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};

const byName = emulatedPlatforms.map((platform) => [platform.name, platform] as const);
const questionsOf = ({ charts, troubles }: Platform): readonly (readonly [Question])[] => {
  const ofCharts: readonly Question[] = charts === undefined ? [] : ['charts', 'a chart'];
  const ofFiles: readonly Question[] = troubles.noFiles === true ? [] : ['a file'];
  return [...(['a search', 'a song', 'playlists', 'a playlist'] as const), ...ofCharts, ...ofFiles].map((question) => [question]);
};

describe.each(byName)('when %s goes wrong', (name, platform) => {
  const { troubles, playlists, chart = '' } = platform;
  const [playlist] = playlists;
  let http: HttpClient;
  let emulator: PlatformEmulator;
  let source: Source;
  let stagingFolder: string;

  const start = async (answers: PlatformAnswers = platform.answers(), count = 8): Promise<void> => {
    emulator = await PlatformEmulator.start(answers, catalogueOf(platform, songsOn(platform, count)));
    source = platform.open(emulator.url, http);
  };
  const restart = async (...with_: Parameters<typeof start>): Promise<void> => {
    await emulator.server.stop();
    await start(...with_);
  };
  beforeEach(async () => {
    http = newClient();
    stagingFolder = await mkdtemp(join(tmpdir(), `${name}-`));
    await start();
  });
  afterEach(async () => {
    await emulator.server.stop();
    await http.close();
    await rm(stagingFolder, { recursive: true });
  });

  const search = () => source.searcher!.searchTracks(request, never);
  /** In as few pages as the source gives it. */
  const tracksOf = async (id: string): Promise<Page<SourceTrack>> => {
    const items: SourceTrack[] = [];
    const notices: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await source.playlistTracks!.listPlaylistTracks(id, { ...whole, after }, never);
      items.push(...page.items);
      notices.push(...(page.notices ?? []));
      if (page.next === undefined) return { items, next: undefined, notices };
      after = page.next;
    }
  };
  let fetchKey: string | undefined;
  const asked: Readonly<Record<Question, () => Promise<unknown>>> = {
    'a search': search,
    'a song': () => source.refresher!.refreshTrack(platform.idOf(1), never),
    charts: () => source.charts!.listCharts(whole, never),
    'a chart': () => tracksOf(chart),
    playlists: () => source.playlists!.listPlaylists(whole, never),
    'a playlist': () => tracksOf(playlist),
    'a file': () => source.fetcher!.fetchTrack({ fetchKey: fetchKey!, stagingFolder, maxBytes: 1000, report: () => undefined }, never),
  };
  /** What a question ends with, asked after something has gone wrong. */
  const outcomeOf = async (question: Question, goWrong: () => void): Promise<unknown> => {
    if (question === 'a file') fetchKey = (await search())[0]?.fetchKey;
    goWrong();
    const outcome = await asked[question]().catch((error: unknown) => error);
    const told = `${everythingOf(outcome)}\n${JSON.stringify(outcome)}`;
    for (const secret of platform.secrets ?? []) expect(told).not.toContain(secret);
    return outcome;
  };
  const questions = questionsOf(platform);

  it.each(questions)('gives %s while all is well', async (question) => {
    const answer = JSON.stringify(await outcomeOf(question, () => undefined));
    expect(answer).toMatch(/Harbour Lights|"remoteId"|track\./);
  });

  const ofLayout = questions.filter(([question]) => troubles.plain?.includes(question) !== true);
  it.each(ofLayout)('reports a changed layout of %s as one fault that names source, endpoint and field', async (question) => {
    const outcome = await outcomeOf(question, () => {
      emulator.knobs.layoutChanged = true;
    });
    const message = expect.stringMatching(new RegExp(`^${name} \\S+.*: unexpected answer: .*\\w`));
    expect(outcome).toMatchObject({ code: 'data_corrupt', message });
    const health = await source.health!.checkHealth(never);
    expect(health).toMatchObject({ reachable: false, detail: expect.stringMatching(/unexpected answer: .*\w/) });
  });

  it.each(questions)('says what to do where %s needs a log-in', async (question) => {
    const outcome = await outcomeOf(question, () => {
      emulator.knobs.loginWall = true;
    });
    const code = expect.stringMatching(/^(unauthenticated|permission_denied)$/);
    expect(outcome).toMatchObject({ code, hint: expect.stringMatching(troubles.hint) });
    expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: false, detail: expect.stringMatching(troubles.hint) });
  });

  it.each(questions)('keeps how long to wait where %s is asked for too often', async (question) => {
    const outcome = await outcomeOf(question, () => {
      emulator.knobs.retryAfterSeconds = 90;
    });
    expect(outcome).toMatchObject({ code: 'rate_limited', retryAfterMs: 90_000 });
  });

  it.each(questions)('reports %s as unavailable where the platform answers with an error', async (question) => {
    const outcome = await outcomeOf(question, () => {
      emulator.knobs.errorRate = 1;
    });
    expect(outcome).toMatchObject({ code: 'unavailable' });
  });

  it('finds and lists nothing where the platform is empty, which is no fault, but does not take a playlist for empty', async () => {
    emulator.knobs.empty = true;
    expect(await search()).toEqual([]);
    expect(await asked['a song']()).toBeUndefined();
    const listed = (await source.playlists!.listPlaylists(whole, never)).items.map(({ remoteId }) => remoteId);
    expect(listed).not.toContain(playlist);
    if (chart !== '') await source.charts!.listCharts(whole, never);
    await expect(tracksOf(playlist)).rejects.toMatchObject({ code: 'not_found' });
    expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: true });
  });

  it('reads every page of a list in its order, with the songs that it repeats', async () => {
    await restart(platform.answers(), troubles.manySongs);
    const { songIds } = emulator.catalogue.playlists[0]!;
    const expected = troubles.noRepeats === true ? [...new Set(songIds)] : songIds;
    const { items, notices } = await tracksOf(playlist);
    expect([items.map(({ remoteId }) => remoteId), notices]).toEqual([expected, []]);
    if (chart !== '') expect((await tracksOf(chart)).items).toHaveLength(40);
  });

  it('gives a list in pages, every song once and in its order', async () => {
    const wanted = (await tracksOf(playlist)).items.map(({ remoteId }) => remoteId);
    const read: string[] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await source.playlistTracks!.listPlaylistTracks(playlist, { limit: 3, after }, never);
      expect(items.length).toBeLessThanOrEqual(3);
      read.push(...items.map(({ remoteId }) => remoteId));
      if (next === undefined) break;
      after = next;
    }
    expect(read).toEqual(wanted);
  });

  it.each(questions.filter(([question]) => question === 'a playlist' || question === 'a chart'))(
    'fails the whole of %s where its last page fails',
    async (question) => {
      await restart(platform.answers(), troubles.manySongs);
      await asked[question]();
      const left = { answers: emulator.server.requests.length - 1 };
      const usual = platform.answers();
      const failing: PlatformAnswers['answer'] = (...given) =>
        left.answers-- > 0 ? usual.answer(...given) : { status: 502, body: 'bad gateway' };
      await restart({ ...usual, answer: failing }, troubles.manySongs);
      await expect(asked[question]()).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  it('lists every song and says so where a total is wrong', async () => {
    for (const question of troubles.totals) {
      const lists = question === 'a chart' ? emulator.catalogue.charts : emulator.catalogue.playlists;
      for (const claimsMore of [5, -3]) {
        lists[0] = { ...lists[0]!, claimsMore };
        const { items, notices } = await tracksOf(question === 'a chart' ? chart : playlist);
        const { length } = lists[0].songIds;
        const notice = new RegExp(`says that .* has ${length + claimsMore} songs, but sends ${length}$`);
        expect([question, items.length, notices]).toEqual([question, length, [expect.stringMatching(notice)]]);
      }
    }
  });

  it('gives a song that was found twice once', async () => {
    const { songs } = emulator.catalogue;
    songs.push(songs[0]!);
    expect((await search()).filter(({ track }) => track.remoteId === platform.idOf(1))).toHaveLength(1);
  });

  it('has another version of a list once it has changed, and the same until then', async () => {
    const versions = async () => {
      const lists = [await source.playlists!.listPlaylists(whole, never)];
      if (chart !== '') lists.push(await source.charts!.listCharts(whole, never));
      return lists.map(({ items }) => versionOf(items, [playlist, chart]));
    };
    const { playlists: held, charts } = emulator.catalogue;
    const change = (changed: { readonly updatedAt: Date | undefined; readonly songIds?: readonly string[] }) => {
      for (const list of [held, charts]) if (list[0] !== undefined) list[0] = { ...list[0], ...changed };
    };
    if (troubles.dated !== true) change({ updatedAt: undefined });
    const before = await versions();
    expect(await versions()).toEqual(before);
    const songIds = held[0]!.songIds.slice(1);
    change({ updatedAt: troubles.dated === true ? new Date('2026-03-02T00:00:00Z') : undefined, songIds });
    for (const [at, version] of (await versions()).entries()) expect(version).not.toBe(before[at]);
  });

  it('ends when the caller leaves, and takes the time that the platform needs', async () => {
    emulator.knobs.latencyMs = 30;
    expect(await search()).not.toEqual([]);
    await emulator.server.fail('hang');
    const controller = new AbortController();
    const searching = source.searcher!.searchTracks(request, controller.signal);
    controller.abort();
    await expect(searching).rejects.toMatchObject({ code: 'canceled' });
  });
});

const versionOf = (items: readonly SourcePlaylist[], ids: readonly string[]): string | undefined =>
  items.find(({ remoteId }) => ids.includes(remoteId))?.version;
