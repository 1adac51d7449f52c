import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource, OfferedSong } from './emulated-source.js';
import { statisticsOf } from './statistics.js';

// Real here: the engine and resolving as the service builds them, SQLite, files, HTTP, TagLib. Sources are emulated over HTTP.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
let world: DownloadWorld;
let mp3: Buffer;
let flac: Buffer;

beforeAll(async () => {
  mp3 = await audioBytes({ ext: 'mp3', duration: 3 });
  flac = await audioBytes({ ext: 'flac', duration: 3 });
});
afterEach(() => world?.dispose());

const song = '七里香';

/** An offer of high confidence, unless told otherwise. */
function offer(id: string, more: Partial<OfferedSong> = {}): OfferedSong {
  return { id, title: song, artist: '周杰伦', durationMs: 3000, ext: 'mp3', bytes: mp3, ...more };
}

/** The title matches, the duration only roughly: enough where there is nothing better. */
const weak = (id: string, more: Partial<OfferedSong> = {}): OfferedSong => offer(id, { durationMs: 7500, ...more });

async function begin(names: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<EmulatedSource[]> {
  world = new DownloadWorld({ DOWNLOAD_SEARCH_SECONDS: '600', ...settings });
  const sources: EmulatedSource[] = [];
  for (const name of names) sources.push(await world.source(name));
  await world.start();
  return sources;
}

suite('when a song is downloaded and resolved', () => {
  it('prefers the sure hit of the second source to the weak one of the first, and a resolve agrees', async () => {
    const [first, second] = await begin(['first', 'second']);
    first!.songs = [weak('w1', { ext: 'flac', bytes: flac })];
    second!.songs = [offer('s1')];
    const { record } = await world.fetch(wish(song));
    expect(record).toMatchObject({ state: 'succeeded', file: { source: 'second', remoteId: 's1' } });
    expect(record.attempts).toMatchObject([{ source: 'second', outcome: 'succeeded' }]);
    expect(first!.count('files')).toBe(0);
    expect((await world.resolve(wish(song))).chosen).toMatchObject({ source: 'second', hit: { track: { remoteId: 's1' } } });
  });

  it('says before each source is asked which one it is, and of how many (behaviour 48)', async () => {
    const [, second] = await begin(['first', 'second', 'third']);
    second!.pace.searchMs = 600_000;
    const { view } = await world.downloads.engine.start(wish(song));
    const searched = await world.until(view.record.id, ({ progress }) => progress.source === 'second');
    expect(searched.progress.text).toBe('resolving source second (2/3)');
    await world.downloads.engine.cancel(view.record.id);
  });

  it('finishes with the source that it began with, though new settings have opened another one meanwhile', async () => {
    const [old] = await begin(['first']);
    old!.songs = [offer('o1')];
    old!.pace.searchMs = 300;
    const { view } = await world.downloads.engine.start(wish(song));
    await world.until(view.record.id, ({ progress }) => progress.source === 'first');
    const opened = await world.source('first');
    world.registry.replace([opened.source]);
    expect((await world.ended(view.record.id)).record).toMatchObject({ state: 'succeeded', file: { remoteId: 'o1' } });
    expect([old!.count('files'), opened.server.requests]).toEqual([1, []]);
  });

  it('takes the best of the reserve where all hits are weak, and a resolve agrees', async () => {
    const [first, second] = await begin(['first', 'second', 'third']);
    first!.songs = [weak('w1')];
    second!.songs = [weak('w2', { ext: 'flac', bytes: flac })];
    const { record } = await world.fetch(wish(song));
    expect(record).toMatchObject({ state: 'succeeded', file: { source: 'second', remoteId: 'w2' } });
    expect(record.attempts.map(({ source, outcome }) => [source, outcome])).toEqual([
      ['third', 'nothing_found'],
      ['second', 'succeeded'],
    ]);
    expect((await world.resolve(wish(song))).chosen).toMatchObject({ source: 'second', hit: { track: { remoteId: 'w2' } } });
  });

  it('continues with the next candidate, then the next source, when a file fails verification', async () => {
    const [first, second] = await begin(['first', 'second']);
    const zeros = (bytes: number) => Buffer.alloc(bytes);
    first!.songs = [offer('bad-1', { bytes: zeros(200_000) }), offer('bad-2', { bytes: zeros(100_000) })];
    second!.songs = [offer('good')];
    const { record } = await world.fetch(wish(song));
    expect(record.attempts.map(({ remoteId, outcome, code }) => [remoteId, outcome, code])).toEqual([
      ['bad-1', 'refused', 'zeros'],
      ['bad-2', 'refused', 'zeros'],
      ['good', 'succeeded', undefined],
    ]);
    const counts = (await statisticsOf(world.started.ranking, 'qq')).map(({ source, found, verified, refuted }) => [
      source,
      [found, verified, refuted],
    ]);
    expect(counts).toEqual([
      ['first', [1, 0, 1]],
      ['second', [1, 1, 0]],
    ]);
  });

  it('tries the reserve when the sure hit fails verification', async () => {
    const [first, second] = await begin(['first', 'second']);
    first!.songs = [weak('w1')];
    second!.songs = [offer('bad', { bytes: Buffer.alloc(200_000) })];
    const { record } = await world.fetch(wish(song));
    expect(record.attempts.map(({ remoteId, outcome }) => [remoteId, outcome])).toEqual([
      ['bad', 'refused'],
      ['w1', 'succeeded'],
    ]);
  });

  it('asks in learned order, not the configured one, and records why', async () => {
    const [first, second] = await begin(['first', 'second'], { RANKING_POLICY: 'ratio-adaptive', RANKING_GATE_ATTEMPTS: '2' });
    first!.songs = [offer('f1')];
    second!.songs = [offer('s1')];
    const tried = (source: string, outcome: 'found' | 'missed') => ({ origin: 'qq', source, outcome, costMs: 100, at: 0 });
    const attempts = [tried('first', 'missed'), tried('first', 'missed'), tried('second', 'found'), tried('second', 'found')];
    await world.started.ranking.record(attempts);
    const { record } = await world.fetch(wish(song));
    expect(record.attempts).toMatchObject([{ source: 'second', outcome: 'succeeded' }]);
    expect(first!.server.requests).toEqual([]);
    const [decision] = await world.started.decisions.latest('qq', 1);
    expect(decision).toMatchObject({ song: `周杰伦 - ${song}`, order: [{ source: 'second' }, { source: 'first' }] });
  });

  it("asks the song's own source first whatever was learned, and records no statistics for it", async () => {
    const settings = { RANKING_POLICY: 'ratio-adaptive', RANKING_GATE_ATTEMPTS: '2' };
    const [worse, better, own] = await begin(['worse', 'better', 'qq'], settings);
    const tried = (source: string, outcome: 'found' | 'missed') => ({ origin: 'qq', source, outcome, costMs: 100, at: 0 });
    await world.started.ranking.record([
      tried('worse', 'missed'),
      tried('worse', 'missed'),
      tried('better', 'found'),
      tried('better', 'found'),
    ]);
    worse!.songs = [offer('w1')];
    better!.songs = [offer('b1')];
    own!.songs = [offer('own', { bytes: Buffer.alloc(200_000) })];
    const { record } = await world.fetch(wish(song));
    expect(record.attempts.map(({ source, outcome }) => [source, outcome])).toEqual([
      ['qq', 'refused'],
      ['better', 'succeeded'],
    ]);
    expect(worse!.server.requests).toEqual([]);
    const statistics = await statisticsOf(world.started.ranking, 'qq');
    expect(statistics.map(({ source, attempts }) => [source, attempts]).sort()).toEqual([
      ['better', 3],
      ['worse', 2],
    ]);
  });

  it('asks in the order that earlier downloads taught it', async () => {
    const settings = { RANKING_POLICY: 'ratio-adaptive', RANKING_GATE_ATTEMPTS: '6' };
    const [first, second] = await begin(['first', 'second'], settings);
    // The order weighs chance against measured time: a slow source without the songs comes last on a busy machine too.
    first!.pace.searchMs = 1000;
    const titles = ['晴天', '夜曲', '稻香', '彩虹', '龙卷风'];
    second!.songs = titles.map((title, at) => offer(`s${at}`, { title }));
    // Each of the first downloads asks both: one has nothing, the other has the song.
    for (const title of titles.slice(0, 4)) expect((await world.fetch(wish(title))).record.state).toBe('succeeded');
    const asked = first!.count('search');
    const { record } = await world.fetch(wish('龙卷风'));
    expect(record.attempts).toMatchObject([{ source: 'second', outcome: 'succeeded' }]);
    expect([asked > 0, first!.count('search')]).toEqual([true, asked]);
  });

  it('looks up a song of its own source by its id, and fetches that without a search (behaviours 32, 33)', async () => {
    world = new DownloadWorld();
    const [own, other] = [await world.source('qq'), await world.source('other')];
    own.refreshes = true;
    const { remoteId = '' } = wish(song).target;
    own.songs = [offer(remoteId), offer('another', { bytes: flac, ext: 'flac' })];
    other.songs = [offer('o1')];
    await world.start();
    const { record } = await world.fetch(wish(song));
    expect(record).toMatchObject({ state: 'succeeded', file: { source: 'qq', remoteId } });
    expect([own.count('songs'), own.count('search'), own.count('files')]).toEqual([1, 0, 1]);
    expect(other.server.requests).toEqual([]);
  });

  it('searches when its own source no longer knows the id (behaviour 34)', async () => {
    world = new DownloadWorld();
    const own = await world.source('qq');
    own.refreshes = true;
    own.songs = [offer('moved')];
    await world.start();
    expect((await world.fetch(wish(song))).record.file).toMatchObject({ source: 'qq', remoteId: 'moved' });
    expect([own.count('songs'), own.count('search') > 0]).toEqual([1, true]);
  });

  it('takes only the recording that a person chose, whatever its title or duration', async () => {
    const [first, second] = await begin(['first', 'second']);
    first!.songs = [offer('f1')];
    second!.songs = [offer('s1'), offer('live', { durationMs: 60_000, ext: 'flac', bytes: flac })];
    const remoteId = wish(song).target.remoteId!;
    await world.started.manual.set({ platform: 'qq', remoteId, source: 'second', sourceRemoteId: 'live', note: '', createdAt: 0 });
    expect((await world.fetch(wish(song))).record.file).toMatchObject({ source: 'second', remoteId: 'live' });
    await world.started.manual.set({ platform: 'qq', remoteId, source: 'second', sourceRemoteId: 'gone', note: '', createdAt: 0 });
    const { record } = await world.fetch({ ...wish(song), sources: ['second'] });
    expect(record).toMatchObject({ state: 'not_found', attempts: [{ source: 'second', outcome: 'nothing_found' }] });
    expect((await world.resolve(wish(song))).chosen).toBeUndefined();
    expect(first!.server.requests).toEqual([]);
  });
});
