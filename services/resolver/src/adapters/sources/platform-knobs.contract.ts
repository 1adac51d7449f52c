import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { type PlatformAnswers, type PlatformCatalogue, PlatformEmulator } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { OpenedSource } from './source-definition.js';

/** A source before its emulated platform, and what is said of a platform's moods. */
export interface KnobContract {
  readonly answers: () => PlatformAnswers;
  readonly catalogue: () => PlatformCatalogue;
  readonly open: (url: string, http: HttpClient) => OpenedSource;
  /** In messages, such as `deezer`. */
  readonly name: string;
  /** A playlist of more than one page of the platform. */
  readonly playlist: string;
  /** Undefined if it has no charts. */
  readonly chart: string | undefined;
  readonly logIn: { readonly code: string; readonly hint: RegExp };
  /** The request of a playlist's second page, by its address. */
  readonly secondPage: RegExp;
}

const never = new AbortController().signal;
const whole = { limit: 1000, after: undefined };

/** What every source does when its platform is not as usual. */
export function describePlatformKnobs(contract: KnobContract): void {
  const { name, playlist, chart, logIn } = contract;

  describe(`when ${name} is not as usual`, () => {
    const closers: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closers.splice(0)) await close();
    });

    const start = async (answers = contract.answers()) => {
      const emulator = await PlatformEmulator.start(answers, contract.catalogue());
      const http = new HttpClient({ random: () => 0, retryPauseMs: 1, privateHosts: new PrivateHosts([]) });
      closers.push(
        () => http.close(),
        () => emulator.server.stop(),
      );
      return { emulator, source: contract.open(emulator.url, http) };
    };

    const search = (source: OpenedSource) => {
      const target = { title: 'Song 1', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc: undefined };
      return source.searcher!.searchTracks({ keyword: 'Song 1 Low Tide Collective', target, limit: 10 }, never);
    };
    const reads: [string, (source: OpenedSource) => Promise<unknown>][] = [
      ['a search', search],
      ['a playlist', (source) => source.playlistTracks!.listPlaylistTracks(playlist, whole, never)],
      ['a list of playlists', (source) => source.playlists!.listPlaylists(whole, never)],
    ];
    if (chart !== undefined) {
      reads.push(
        ['a chart', (source) => source.playlistTracks!.listPlaylistTracks(chart, whole, never)],
        ['a list of charts', (source) => source.charts!.listCharts(whole, never)],
      );
    }

    it.each(reads)('%s is read whole on a usual day', async (_, read) => {
      const { source } = await start();
      const answer = await read(source);
      const items = Array.isArray(answer) ? answer : (answer as { items: unknown[] }).items;
      expect(items.length).toBeGreaterThan(0);
    });

    it.each(reads)('%s of a changed layout is one fault that names source, endpoint and field, never an empty list', async (_, read) => {
      const { source, emulator } = await start();
      emulator.knobs.layoutChanged = true;
      await expect(read(source)).rejects.toMatchObject({
        code: 'data_corrupt',
        message: expect.stringMatching(new RegExp(`^${name} \\S.*: unexpected answer: .*must have required propert`)),
      });
      const health = await source.health!.checkHealth(never);
      expect(health).toMatchObject({ reachable: false, detail: expect.stringMatching(/unexpected answer/) });
    });

    it.each(reads)('%s before a log-in wall says what to do', async (_, read) => {
      const { source, emulator } = await start();
      emulator.knobs.loginWall = true;
      await expect(read(source)).rejects.toMatchObject({ code: logIn.code, hint: expect.stringMatching(logIn.hint) });
      expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: false, detail: expect.stringMatching(logIn.hint) });
    });

    it.each(reads)('%s that is one too many passes on how long to wait', async (_, read) => {
      const { source, emulator } = await start();
      emulator.knobs.retryAfterSeconds = 90;
      await expect(read(source)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 90_000 });
    });

    it.each(reads)('%s that fails at every try is unavailable', async (_, read) => {
      const { source, emulator } = await start();
      emulator.knobs.errorRate = 1;
      await expect(read(source)).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('an empty platform has nothing, which is no fault', async () => {
      const { source, emulator } = await start();
      emulator.knobs.empty = true;
      expect(await search(source)).toEqual([]);
      expect((await source.playlists!.listPlaylists(whole, never)).items).toEqual([]);
      expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: true });
      await expect(source.playlistTracks!.listPlaylistTracks(playlist, whole, never)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keeps repeated songs and the order of a playlist', async () => {
      const { source, emulator } = await start();
      const { items } = await source.playlistTracks!.listPlaylistTracks(playlist, whole, never);
      const list = emulator.catalogue.playlists.find(({ id }) => id === playlist);
      expect(new Set(list?.songIds).size).toBeLessThan(list?.songIds.length ?? 0);
      expect(items.map(({ remoteId }) => remoteId)).toEqual(list?.songIds);
    });

    it('says when a playlist claims more songs than it has', async () => {
      const { source, emulator } = await start();
      const [first, ...others] = emulator.catalogue.playlists;
      emulator.catalogue.playlists.splice(0, others.length + 1, { ...first!, claimsMore: 7 }, ...others);
      const { items, notices } = await source.playlistTracks!.listPlaylistTracks(playlist, whole, never);
      const count = items.length;
      expect(notices).toEqual([expect.stringContaining(`has ${count + 7} songs, but sends ${count}`)]);
    });

    it('a playlist whose second page fails is not a playlist', async () => {
      const usual = contract.answers();
      const answer: PlatformAnswers['answer'] = (catalogue, request, address) =>
        contract.secondPage.test(decodeURIComponent(`${request.path}?${request.query}`))
          ? { status: 502, body: 'bad gateway' }
          : usual.answer(catalogue, request, address);
      const { source } = await start({ ...usual, answer });
      await expect(source.playlistTracks!.listPlaylistTracks(playlist, whole, never)).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('a playlist has another version once it has changed, and the same until then', async () => {
      const { source, emulator } = await start();
      const versionOf = async () => {
        const { items } = await source.playlists!.listPlaylists(whole, never);
        return items.find(({ remoteId }) => remoteId === playlist)?.version;
      };
      const before = await versionOf();
      expect(await versionOf()).toBe(before);
      const [first, ...others] = emulator.catalogue.playlists;
      const changed = { ...first!, songIds: first!.songIds.slice(1), updatedAt: new Date(1_800_000_000_000) };
      emulator.catalogue.playlists.splice(0, others.length + 1, changed, ...others);
      expect(await versionOf()).not.toBe(before);
    });
  });
}

/** A platform of songs `Song 0` and so on, whose first playlist has all of them and the first one again. */
export function manySongs(
  count: number,
  lists: { readonly playlist: string; readonly chart?: { readonly id: string; readonly group?: string } },
): PlatformCatalogue {
  const songs = Array.from({ length: count }, (_, at) => ({
    id: String(1001 + at),
    title: `Song ${at}`,
    artists: ['Low Tide Collective'],
    album: 'Breakwater',
    durationMs: 215_000,
    isrc: `XXA0119${String(at).padStart(5, '0')}`,
  }));
  const songIds = [...songs.map(({ id }) => id), '1001'];
  return {
    songs,
    playlists: [{ id: lists.playlist, name: 'All of them', songIds, updatedAt: new Date(1_700_000_000_000) }],
    charts: lists.chart === undefined ? [] : [{ name: 'All', songIds: songIds.slice(0, 10), ...lists.chart }],
  };
}
