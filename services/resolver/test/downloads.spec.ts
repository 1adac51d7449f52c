import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { audioBytes, requireProgram, until } from '@catalogsync/testkit';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import type { Source } from '../src/core/sources/source.js';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource, OfferedSong } from './emulated-source.js';

// Real here: the engine as the service builds it, SQLite, files, HTTP, TagLib. Sources are emulated over HTTP.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
let world: DownloadWorld;
let mp3: Buffer;
let flac: Buffer;
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function offer(id: string, more: Partial<OfferedSong> = {}): OfferedSong {
  return { id, title: '七里香', artist: '周杰伦', durationMs: 3000, ext: 'mp3', bytes: mp3, ...more };
}

async function begin(...names: string[]): Promise<EmulatedSource[]> {
  world = new DownloadWorld();
  const sources: EmulatedSource[] = [];
  for (const name of names) sources.push(await world.source(name));
  await world.start();
  return sources;
}

beforeAll(async () => {
  mp3 = await audioBytes({ ext: 'mp3', duration: 3 });
  flac = await audioBytes({ ext: 'flac', duration: 3 });
});
afterEach(() => world?.dispose());

suite('when a song is downloaded', () => {
  it('ends with a verified, tagged file in staging, and the locator it belongs at', async () => {
    const [one] = await begin('one');
    one!.songs = [offer('a', { bytes: flac, ext: 'flac' })];
    const { record } = await world.fetch(wish('七里香', { lyrics: '[00:01.00]窗外的麻雀' }));
    expect(record).toMatchObject({
      state: 'succeeded',
      attempts: [{ source: 'one', remoteId: 'a', outcome: 'succeeded' }],
      file: { source: 'one', remoteId: 'a', locator: 'qq/周杰伦/七里香.flac', tagged: true, audio: { ext: 'flac', quality: 'lossless' } },
    });
    const { path, sha256, lyricsPath } = record.file!;
    expect(path.startsWith(world.staging)).toBe(true);
    expect(sha(await readFile(path))).toBe(sha256);
    expect(await readFile(lyricsPath!, 'utf8')).toContain('窗外的麻雀');
    expect((await parseFile(path)).common).toMatchObject({ title: '七里香', artists: ['周杰伦'], year: 2004 });
    expect(await world.files()).toHaveLength(2);
  });

  it('searches the next source when one has no hits, fails or does not deliver (192, 193)', async () => {
    const [empty, broken, gone, good] = await begin('empty', 'broken', 'gone', 'good');
    empty!.songs = [];
    await broken!.server.fail('wrong_shape');
    gone!.songs = [offer('gone-1')];
    await gone!.server.fail('page', { matching: /^\/files/ });
    good!.songs = [offer('good-1')];
    const { record } = await world.fetch(wish('七里香'));
    expect(record.attempts.map(({ source, outcome, code }) => `${source} ${outcome} ${code ?? ''}`)).toEqual([
      'empty nothing_found ',
      'broken failed data_corrupt',
      'gone refused not_audio',
      'good succeeded ',
    ]);
    expect(record.file?.remoteId).toBe('good-1');
  });

  it('leaves nothing behind when no source delivers, and reports the outcome at each source', async () => {
    const [one, two] = await begin('one', 'two');
    one!.songs = [offer('a', { bytes: Buffer.alloc(0) })];
    two!.songs = [];
    const { record } = await world.fetch(wish('七里香'));
    expect(record).toMatchObject({ state: 'not_found', error: { code: 'not_found' } });
    expect(record.error?.message).toContain('one: refused (empty); two: nothing found');
    expect(await world.files()).toEqual([]);
  });

  it('is not found if the sources that answer do not have it, and failed if none answers or one does not deliver', async () => {
    const [one, two] = await begin('one', 'two');
    await one!.server.fail('bad_gateway');
    expect((await world.fetch(wish('no-1'))).record.state).toBe('not_found');
    await two!.server.fail('bad_gateway');
    expect((await world.fetch(wish('no-2'))).record).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
    await two!.server.heal();
    two!.songs = [offer('x', { title: 'no-3' })];
    await two!.server.fail('cut', { matching: /^\/files/ });
    expect((await world.fetch(wish('no-3'))).record).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
  });

  it('names the file by its actual type, whatever the source says (lying type)', async () => {
    const [one] = await begin('one');
    one!.songs = [offer('a', { bytes: mp3, ext: 'flac' })];
    const { record } = await world.fetch(wish('七里香'));
    expect(record.file).toMatchObject({ audio: { ext: 'mp3' }, locator: 'qq/周杰伦/七里香.mp3' });
  });

  it('applies the quality profile to what is measured, and falls back to the next source (194)', async () => {
    const [one, two] = await begin('one', 'two');
    one!.songs = [offer('lies', { bytes: mp3, ext: 'flac' })];
    two!.songs = [offer('true', { bytes: flac, ext: 'flac' })];
    const { record } = await world.fetch({ ...wish('七里香'), qualityProfile: 'lossless' });
    expect(record.attempts[0]).toMatchObject({ source: 'one', outcome: 'refused', code: 'below_floor' });
    expect(record.file?.remoteId).toBe('true');
    await expect(world.downloads.engine.start({ ...wish('七里香'), qualityProfile: 'gold' })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('never accepts a trial clip, an HTML page, zeros or a truncated file', async () => {
    const [one, good] = await begin('one', 'good');
    good!.songs = [offer('good')];
    const long = { durationMs: 200_000 };
    const cases: [Buffer, string, Partial<ReturnType<typeof wish>['target']>][] = [
      [mp3, 'trial_clip', long],
      [Buffer.from('<html>no</html>'), 'not_audio', {}],
      [Buffer.alloc(200_000), 'zeros', {}],
      [flac.subarray(0, flac.length - 900), 'damaged', {}],
    ];
    for (const [index, [bytes, reason, more]] of cases.entries()) {
      one!.songs = [offer(`bad-${index}`, { bytes, ...more })];
      const { record } = await world.fetch({ ...wish('七里香', { ...more, remoteId: `song-${index}` }), sources: ['one'] });
      expect(record).toMatchObject({ state: 'not_found', attempts: [{ outcome: 'refused', code: reason }] });
    }
  });

  it('aborts an endless body at the limit, never has more than that on disk, and leaves no file', async () => {
    world = new DownloadWorld({ DOWNLOAD_MAX_MEGABYTES: '1' });
    const template = await world.source('template');
    template.songs = [offer('a')];
    const { searcher, fetcher } = template.source;
    const onDisk: number[] = [];
    const watched: Source['fetcher'] = {
      fetchTrack: async (request, signal) => {
        const folder = request.stagingFolder;
        const look = (): void => {
          const stats = readdirSync(folder).map((name) => statSync(join(folder, name), { throwIfNoEntry: false }));
          onDisk.push(stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0));
        };
        const report: typeof request.report = (progress) => {
          look();
          request.report(progress);
        };
        // Bytes beyond the limit would come without a report.
        const looking = setInterval(look);
        try {
          return await fetcher!.fetchTrack({ ...request, report }, signal);
        } finally {
          clearInterval(looking);
        }
      },
    };
    world.others.push({ name: 'endless', configured: true, searcher: searcher!, fetcher: watched });
    await world.start();
    await template.server.fail('endless', { matching: /^\/files/ });
    const { record } = await world.fetch({ ...wish('七里香'), sources: ['endless'] });
    expect(record).toMatchObject({ state: 'failed', error: { code: 'data_corrupt' } });
    expect(Math.max(...onDisk)).toBeGreaterThan(500_000);
    expect(Math.max(...onDisk)).toBeLessThanOrEqual(1024 * 1024);
    expect(await world.files()).toEqual([]);
  });

  it('continues without a source that never answers', async () => {
    const [hangs, good] = await begin('hangs', 'good');
    await hangs!.server.fail('hang');
    good!.songs = [offer('a')];
    const { record } = await world.fetch(wish('七里香'));
    expect(record.attempts).toMatchObject([
      { source: 'hangs', outcome: 'failed', code: 'timeout' },
      { source: 'good', outcome: 'succeeded' },
    ]);
  });

  it('keeps ids with path characters inside the staging folder', async () => {
    const [one] = await begin('one');
    for (const id of ['../../../../etc/passwd', '..', '/etc/passwd', 'a/b\\c', 'nul\u0000l', '%2e%2e%2f', '-rf', '🎵'.repeat(50)]) {
      one!.songs = [offer(id)];
      const { record } = await world.fetch(wish('七里香', { remoteId: `song ${id}`, platform: '../x' }));
      expect(record.state).toBe('succeeded');
      expect(record.file?.locator).toMatch(/^_\.?_?x\/周杰伦\/七里香\.mp3$/);
    }
    expect((await world.files()).every((path) => /^staging\/fetches\/[0-9a-f-]+\/[0-9a-f]{32}\/audio\.mp3$/.test(path))).toBe(true);
  });

  const copied = (from: string, to: string): string => {
    copyFileSync(from, to);
    return to;
  };

  it.each<[string, (path: string, song: string) => unknown]>([
    ['a file elsewhere', (_, song) => song],
    ['a symbolic link out of it', (path, song) => symlinkSync(song, path)],
    ['a symbolic link within it', (path, song) => symlinkSync(copied(song, `${path}.target`), path)],
    ['a hard link', (path, song) => linkSync(song, path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ])('accepts from a source only an ordinary file in the staging folder, not %s', async (_, deliver) => {
    world = new DownloadWorld();
    const template = await world.source('template');
    template.songs = [offer('a')];
    const song = join(world.home, 'elsewhere.mp3');
    await writeFile(song, mp3);
    let make = deliver;
    const fetcher: Source['fetcher'] = {
      fetchTrack: async ({ stagingFolder }) => {
        const path = join(stagingFolder, 'track.mp3');
        return { path: make(path, song) === song ? song : path };
      },
    };
    world.others.push({ name: 'sly', configured: true, searcher: template.source.searcher!, fetcher });
    await world.start();
    const { record } = await world.fetch({ ...wish('七里香'), sources: ['sly'] });
    expect(record).toMatchObject({ state: 'failed', error: { code: 'data_corrupt' } });
    expect(record.attempts[0]?.message).toContain('other than a file in its own folder');
    expect(sha(await readFile(song))).toBe(sha(mp3));
    make = (path) => copied(song, path);
    expect((await world.fetch({ ...wish('七里香', { remoteId: 'other' }), sources: ['sly'] })).record.state).toBe('succeeded');
  });

  it("keeps a fault's message (207), and ends immediately when the disk is full", async () => {
    world = new DownloadWorld();
    const template = await world.source('template');
    template.songs = [offer('a')];
    const failing = (fault: Error): Source['fetcher'] => ({ fetchTrack: () => Promise.reject(fault) });
    const searcher = template.source.searcher!;
    const full = new Fault('disk_full', 'no space left on the device');
    world.others.push({ name: 'full', configured: true, searcher, fetcher: failing(full) });
    world.others.push({ name: 'odd', configured: true, searcher, fetcher: failing(new Fault('permission_denied', 'not for guests')) });
    await world.start();
    const odd = await world.fetch({ ...wish('七里香'), sources: ['odd'] });
    expect(odd.record).toMatchObject({ state: 'failed', error: { code: 'permission_denied' } });
    expect(odd.record.attempts[0]?.message).toBe('not for guests');
    const { record } = await world.fetch({ ...wish('七里香'), sources: ['full', 'template'] });
    expect(record).toMatchObject({ state: 'failed', error: { code: 'disk_full', message: 'no space left on the device' } });
    expect(record.attempts).toHaveLength(1);
  });
});

suite('when equal downloads are requested (195, 196)', () => {
  it('shares one download while it waits or runs, and the same file until it is released', async () => {
    const [one] = await begin('one');
    one!.songs = [offer('a')];
    const { engine } = world.downloads;
    const [first, second] = await Promise.all([engine.start(wish('七里香')), engine.start(wish('七里香'))]);
    expect([first.created, second.created].sort()).toEqual([false, true]);
    expect(first.view.record.id).toBe(second.view.record.id);
    await world.ended(first.view.record.id);
    expect(await engine.start(wish('七里香'))).toMatchObject({ created: false, view: { record: { state: 'succeeded' } } });
    expect(one!.count('files')).toBe(1);
    await engine.release(first.view.record.id);
    expect(await world.files()).toEqual([]);
    const again = await engine.start(wish('七里香'));
    expect(again.created).toBe(true);
    await world.ended(again.view.record.id);
    // The search answer was cached, the file was not.
    expect([one!.count('search'), one!.count('files')]).toEqual([1, 2]);
  });

  it('deduplicates equal hits of one source', async () => {
    const [one] = await begin('one');
    one!.songs = [offer('a', { bytes: Buffer.alloc(9) }), offer('b', { bytes: Buffer.alloc(9) }), offer('c', { bytes: Buffer.alloc(10) })];
    await world.fetch(wish('七里香'));
    expect(one!.count('files')).toBe(2);
  });
});

suite('when a download is canceled (188, 197)', () => {
  it('ends soon, leaves staging empty, and closes the connection', async () => {
    world = new DownloadWorld({ DOWNLOAD_STALL_SECONDS: '600' });
    const [deaf, one] = [await world.source('deaf'), await world.source('one')];
    await world.start();
    const { engine } = world.downloads;
    const hanging = async (source: EmulatedSource): Promise<string> => {
      source.songs = [offer('a')];
      await source.server.fail('hang', { matching: /^\/files/ });
      const { view } = await engine.start({ ...wish('七里香', { remoteId: source.name }), sources: [source.name] });
      await until(() => source.count('files') === 1);
      return view.record.id;
    };
    // Its connection is the older one and outlives the cancel: no time limit closes the other.
    deaf.deaf = true;
    await engine.cancel(await hanging(deaf));
    const id = await hanging(one);
    expect(one.server.inFlight).toBe(1);
    expect((await engine.cancel(id)).record).toMatchObject({ state: 'canceled', error: { code: 'canceled' } });
    await until(() => one.server.inFlight === 0);
    expect(deaf.server.inFlight).toBe(1);
    expect(await world.files()).toEqual([]);
    const view = await engine.get(id);
    await expect(engine.cancel(view.record.id)).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(engine.cancel('no-such-id')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('cleans up even if the source cannot stop, and asks it nothing more until it has', async () => {
    const [deaf] = await begin('deaf');
    deaf!.songs = [offer('a')];
    deaf!.deaf = true;
    await deaf!.server.fail('hang', { matching: /^\/files/ });
    const { engine } = world.downloads;
    const { view } = await engine.start(wish('七里香'));
    await world.until(view.record.id, ({ progress }) => progress.phase === 'fetching');
    expect((await engine.cancel(view.record.id)).record.state).toBe('canceled');
    expect((await world.fetch(wish('七里香', { remoteId: 'other' }))).record).toMatchObject({
      state: 'failed',
      error: { code: 'unavailable' },
    });
    expect(deaf!.server.mostInFlight).toBe(1);
  });

  it('removes a waiting one from the queue', async () => {
    world = new DownloadWorld({ DOWNLOAD_WORKERS: '1' });
    const one = await world.source('one');
    one.songs = [offer('a')];
    await one.server.fail('hang', { matching: /^\/files/ });
    await world.start();
    const { engine } = world.downloads;
    const first = await engine.start(wish('七里香'));
    const second = await engine.start(wish('七里香', { remoteId: '2' }));
    expect((await engine.cancel(second.view.record.id)).record.state).toBe('canceled');
    await engine.cancel(first.view.record.id);
    expect((await engine.list({ states: ['queued', 'running'], limit: 1, before: undefined })).views).toEqual([]);
  });
});

suite('when the process ends in the middle of a download (187)', () => {
  it('resumes at the next start where it stopped, by range and validator', async () => {
    world = new DownloadWorld();
    const one = await world.source('one');
    const song = await audioBytes({ ext: 'wav', duration: 20 });
    one.songs = [offer('a', { bytes: song, ext: 'wav', durationMs: 20_000 })];
    await world.start();
    // Half of the file, then silence.
    const half = Math.floor(song.length / 2);
    one.serveUpTo(half);
    const { view } = await world.downloads.engine.start(wish('七里香', { durationMs: 20_000 }));
    await world.until(view.record.id, ({ progress }) => progress.bytesDone >= half);
    await world.stop();
    one.serveUpTo(undefined);
    await world.start();
    const { record } = await world.ended(view.record.id);
    expect(record.state).toBe('succeeded');
    const requests = one.server.requests.filter(({ path }) => path.startsWith('/files'));
    expect(requests.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      [`bytes=${half}-`, `"${song.length}"`],
    ]);
  });

  it('removes orphaned files at the next start', async () => {
    const [one] = await begin('one');
    one!.songs = [offer('a')];
    mkdirSync(`${world.staging}/fetches/0000-orphan/x`, { recursive: true });
    await writeFile(`${world.staging}/fetches/0000-orphan/x/part`, 'x');
    await world.stop();
    await world.start();
    expect(await world.files()).toEqual([]);
  });
});

suite('when a file is in quarantine', () => {
  async function quarantined(): Promise<{ id: string; downloadId: string; one: EmulatedSource }> {
    const [one] = await begin('one');
    one!.songs = [offer('a', { durationMs: 0 })];
    const { record } = await world.fetch(wish('七里香', { durationMs: 9000 }));
    const { held } = await world.downloads.quarantine.list({ includeDecided: false, limit: 10, before: undefined });
    expect(held).toMatchObject([
      { file: { reason: 'trial_clip', source: 'one', remoteId: 'a', state: 'held' }, download: { id: record.id } },
    ]);
    expect(held[0]!.file.path).toMatch(`${world.staging}/quarantine/`);
    return { id: held[0]!.file.id, downloadId: record.id, one: one! };
  }
  const never = new AbortController().signal;

  it('becomes the file of its download when a person approves it', async () => {
    const { id, downloadId } = await quarantined();
    const record = await world.downloads.quarantine.approve(id, never);
    expect(record).toMatchObject({ id: downloadId, state: 'succeeded', file: { tagged: true, locator: 'qq/周杰伦/七里香.mp3' } });
    expect((await parseFile(record.file!.path)).common.title).toBe('七里香');
    await expect(world.downloads.quarantine.approve(id, never)).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(world.downloads.quarantine.reject('none')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('makes room for newer ones', async () => {
    world = new DownloadWorld({ QUARANTINE_FILES: '1' });
    const one = await world.source('one');
    await world.start();
    for (const id of ['old', 'new']) {
      one.songs = [offer(id, { durationMs: 0 })];
      await world.fetch(wish('七里香', { durationMs: 9000, remoteId: id, album: id }));
    }
    const { held } = await world.downloads.quarantine.list({ includeDecided: true, limit: 10, before: undefined });
    expect(held.map(({ file }) => `${file.remoteId} ${file.state}`)).toEqual(['new held', 'old expired']);
    expect(await world.files()).toHaveLength(1);
  });

  it('is not fetched a second time for the same song while it waits for a decision', async () => {
    const { one } = await quarantined();
    const { record } = await world.fetch(wish('七里香', { durationMs: 9000 }));
    expect(record.attempts).toMatchObject([{ outcome: 'nothing_found' }]);
    expect(one.count('files')).toBe(1);
  });

  it('is never accepted again once rejected, neither by its id nor by its content', async () => {
    const { id, one } = await quarantined();
    await world.downloads.quarantine.reject(id);
    expect(await world.files()).toEqual([]);
    const byId = await world.fetch(wish('七里香', { remoteId: 'other song' }));
    expect(byId.record.attempts).toMatchObject([{ outcome: 'nothing_found' }]);
    one.songs = [offer('same bytes')];
    const byContent = await world.fetch(wish('七里香', { remoteId: 'third song', album: 'new search' }));
    expect(byContent.record.attempts).toMatchObject([{ outcome: 'refused', code: 'rejected_before' }]);
    expect((await world.downloads.quarantine.list({ includeDecided: true, limit: 10, before: undefined })).held).toMatchObject([
      { file: { state: 'rejected' } },
    ]);
  });
});
