import { Fault } from '@catalogsync/faults';
import type { ExecutionContext, Item, Job, Stage } from '@catalogsync/job-engine';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogueStores, LocalBackend } from '../src/core/catalogue/catalogue-stores.js';
import type { SongToDownload } from '../src/core/catalogue/song-details.js';
import { DownloadExecutor } from '../src/core/download/download-executor.js';
import { DownloadSongs } from '../src/core/download/download-songs.js';
import type { LibraryFolder, PlacedFile } from '../src/core/download/library-folder.js';
import type { DownloadContext, DownloadOutcome, SongDownloader, StagedFile } from '../src/core/download/song-downloader.js';
import type { Source, TrackFile } from '../src/core/sources/source-catalog.js';

// The use case alone: downloader and library work in memory.

const staged: StagedFile = {
  path: '/staging/1.flac',
  lyricsPath: undefined,
  source: 'kuwo',
  sha256: 'ab',
  ext: 'flac',
  fileSizeBytes: 9,
  qualityLabel: 'lossless',
  bitrate: 900_000,
  sampleRate: 44_100,
  bitDepth: 16,
  durationMs: 269_000,
};
const known = { name: '七里香', platform: 'qq', singers: '周杰伦 / 梁心颐', album: undefined, durationMs: undefined, isrc: undefined };

class MemoryDownloader implements SongDownloader {
  outcome: DownloadOutcome | Fault = { kind: 'staged', file: staged };
  readonly asked: DownloadContext[] = [];
  readonly held = new Set<string>();

  /** Nobody has songs of these names. */
  readonly missing = new Set<string>();

  async download({ name }: SongToDownload, context: DownloadContext): Promise<DownloadOutcome> {
    this.asked.push(context);
    if (this.missing.has(name)) return { kind: 'nothing', reason: `nobody has ${name}` };
    if (this.outcome instanceof Fault) throw this.outcome;
    if (this.outcome.kind === 'staged') this.held.add(context.attempt);
    return this.outcome;
  }

  async release(attempt: string): Promise<void> {
    this.held.delete(attempt);
  }
}

class MemoryLibrary implements LibraryFolder {
  fault: Fault | undefined;
  readonly files = new Set<string>();

  constructor(
    readonly root = '/library',
    readonly backend = root === '/library' ? 'local' : `library-of${root}`,
  ) {}

  async place(_file: StagedFile, { platform, artists, title }: Parameters<LibraryFolder['place']>[1]): Promise<PlacedFile> {
    if (this.fault !== undefined) throw this.fault;
    const locator = `${platform}/${artists[0]}/${title}.flac`;
    const made = this.files.has(locator) ? [] : [locator];
    this.files.add(locator);
    return { locator, made };
  }

  async remove({ made }: PlacedFile): Promise<void> {
    for (const path of made) this.files.delete(path);
  }
}

let downloader: MemoryDownloader;
let library: MemoryLibrary;
let older: Record<string, MemoryLibrary>;
let song: (SongToDownload & { hasFile: boolean }) | undefined;
let songs: DownloadSongs;
beforeEach(() => {
  downloader = new MemoryDownloader();
  library = new MemoryLibrary();
  older = {};
  song = { id: 1, remoteId: '1', hasFile: false, ...known };
  const reader = { songToDownload: async () => song as never, songsToDownload: async () => [] };
  songs = new DownloadSongs({
    reader,
    downloader,
    libraries: { at: (root) => (root === undefined || root === library.root ? library : olderLibrary(root)) },
  });
});

interface Asked {
  readonly scope?: Job['scope'];
  readonly item?: Partial<Item>;
  readonly fence?: number;
  readonly downloadSources?: readonly string[];
  readonly config?: Job['config'];
}

const olderLibrary = (root: string): MemoryLibrary => {
  older[root] ??= new MemoryLibrary(root);
  return older[root];
};

const run = (over: Asked = {}) => {
  const item = { id: 7, references: { songId: 1 }, result: undefined, ...over.item } as unknown as Item;
  const choices = { sources: ['qq'], downloadSources: over.downloadSources };
  const job = { id: 1, config: over.config ?? {}, scope: over.scope ?? {}, choices } as unknown as Job;
  const signal = new AbortController().signal;
  const context: ExecutionContext = {
    job,
    stage: {} as unknown as Stage,
    signal,
    fence: over.fence ?? 1,
    workerName: 'w',
    report: () => undefined,
  };
  return songs.run(item, context);
};

describe('when a song is to be downloaded', () => {
  it('is left alone if it has a file by now, unless it was asked for once more', async () => {
    song = { id: 1, remoteId: '1', ...known, hasFile: true };
    expect(await run()).toEqual({ kind: 'succeeded', result: { skipped: 'already has a file' } });
    expect(downloader.asked).toEqual([]);
    expect(await run({ item: { result: { locator: 'old' } } })).toMatchObject({ kind: 'succeeded', result: { source: 'kuwo' } });
    expect(await run({ scope: { songs: [1] } })).toMatchObject({ kind: 'succeeded', result: { source: 'kuwo' } });
    expect(downloader.asked).toHaveLength(2);
  });

  it('is not found if the catalogue has lost it', async () => {
    expect(await run({ item: { references: {} } })).toMatchObject({ kind: 'failed', errorClass: 'not_found' });
    song = undefined;
    const message = 'the song is no longer in the catalogue';
    expect(await run()).toEqual({ kind: 'failed', errorClass: 'not_found', message });
  });

  it('comes from the sources that the job names for downloads, in their order, else from those configured', async () => {
    await run({ downloadSources: ['kuwo', 'netease'] });
    await run();
    expect(downloader.asked.map(({ sources }) => sources)).toEqual([
      { names: ['kuwo', 'netease'], areDefault: false },
      { names: [], areDefault: false },
    ]);
  });

  it('comes from the sources, and goes into the folder, that were configured when the job was made (behaviour 111)', async () => {
    await run({ config: { download_sources: ['archive'], library_root: '/older' } });
    await run({ config: { download_sources: [], library_root: '/library' } });
    await run({ config: { download_sources: ['archive'] }, downloadSources: ['kuwo'] });
    expect(downloader.asked.map(({ sources }) => sources)).toEqual([
      { names: ['archive'], areDefault: true },
      { names: [], areDefault: true },
      { names: ['kuwo'], areDefault: false },
    ]);
    expect([...(older['/older']?.files ?? [])]).toHaveLength(1);
  });

  it('each attempt has a name of its own', async () => {
    await run({ fence: 1 });
    await run({ fence: 2 });
    await run({ item: { id: 8 } });
    expect(new Set(downloader.asked.map(({ attempt }) => attempt)).size).toBe(3);
  });

  it('what no source has is not found, with the reason if there is one', async () => {
    downloader.outcome = { kind: 'nothing', reason: 'qq has nothing' };
    expect(await run()).toMatchObject({ kind: 'failed', errorClass: 'not_found', message: 'download returned no file: qq has nothing' });
    downloader.outcome = { kind: 'nothing', reason: '' };
    expect(await run()).toMatchObject({ message: 'download returned no file' });
  });
});

describe('when the line of a song can be read in two ways', () => {
  const turned = { name: '周杰伦', singers: ['七里香'] };

  it('asks for the other way if nobody has the song as it was read, and corrects its name', async () => {
    song = { id: 1, remoteId: '1', hasFile: false, ...known, turned };
    downloader.missing.add(known.name);
    const outcome = await run();
    expect(outcome).toMatchObject({ kind: 'succeeded', result: { locator: 'qq/七里香/周杰伦.flac' } });
    expect(downloader.asked).toHaveLength(2);
    const saved: unknown[] = [];
    const stores = {
      files: { saveBackend: async () => 1, register: async () => [1] },
      songs: { save: async (platform: string, tracks: unknown[]) => saved.push(platform, ...tracks) },
    };
    await (outcome as { effect: (stores: CatalogueStores) => Promise<void> }).effect(stores as unknown as CatalogueStores);
    expect(saved).toEqual([
      'qq',
      expect.objectContaining({ remoteId: '1', name: '周杰伦', artists: [{ remoteId: undefined, name: '七里香' }] }),
    ]);
  });

  it('is not found if nobody has it either way', async () => {
    song = { id: 1, remoteId: '1', hasFile: false, ...known, turned };
    for (const name of [known.name, turned.name]) downloader.missing.add(name);
    expect(await run()).toMatchObject({ kind: 'failed', errorClass: 'not_found', message: 'download returned no file: nobody has 周杰伦' });
  });
});

describe('when its file is placed', () => {
  it('the staged file is given up, whether that worked or not', async () => {
    await run();
    for (const code of ['disk_full', 'permission_denied', 'canceled'] as const) {
      library.fault = new Fault(code, 'no');
      await run().catch(() => undefined);
    }
    expect([downloader.asked.length, [...downloader.held]]).toEqual([4, []]);
  });

  it('a full volume is named, so that downloads wait for it; any other failure is thrown', async () => {
    library.fault = new Fault('disk_full', 'no space left');
    expect(await run()).toEqual({ kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume: '/library' });
    library.fault = new Fault('permission_denied', 'no');
    await expect(run()).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('it is recorded for the platform of the song, whichever source it came from', async () => {
    const outcome = await run();
    if (outcome.kind !== 'succeeded') throw new Error(outcome.message);
    const recorded: unknown[] = [];
    const files = {
      saveBackend: async ({ name, basePath }: LocalBackend) => recorded.push(name, basePath),
      register: async (platform: string, _backendId: number, all: readonly TrackFile[]) => {
        recorded.push(platform, ...all);
        return [1];
      },
    };
    await outcome.effect?.({ files } as unknown as CatalogueStores);
    const locator = 'qq/周杰伦/七里香.flac';
    const { path: _path, lyricsPath: _lyricsPath, source, ...measured } = staged;
    const file = { ...measured, remoteTrackId: '1', backendName: 'local', basePath: '/library', locator };
    expect(recorded).toEqual(['local', '/library', 'qq', file]);
    expect(outcome.result).toEqual({ locator, source, quality_label: 'lossless', file_size_bytes: 9 });
  });

  it('it goes to the artists of the song, none if it has none, whichever source it came from', async () => {
    const placed: unknown[] = [];
    const { place } = library;
    library.place = async (file, place_, ...rest) => {
      placed.push(place_);
      return place.call(library, file, place_, ...rest);
    };
    await run();
    song = { id: 1, remoteId: '1', hasFile: false, ...known, singers: undefined };
    await run();
    const where = { platform: 'qq', title: '七里香', remoteId: '1' };
    expect(placed).toEqual([
      { ...where, artists: ['周杰伦', '梁心颐'] },
      { ...where, artists: [] },
    ]);
  });

  it('a refused attempt takes its file away, and leaves one that was there', async () => {
    for (const there of [false, true]) {
      library.files.clear();
      if (there) library.files.add('qq/周杰伦/七里香.flac');
      const outcome = await run();
      if (outcome.kind === 'succeeded') await outcome.discard?.();
      expect(library.files.size).toBe(there ? 1 : 0);
    }
  });
});

describe('when a stage of downloads is planned once more', () => {
  it('the files of local sources are registered again, under a key of that round, and their songs are not downloaded', async () => {
    const source = (name: string, hasLocalFiles: boolean): Source => ({ name, configured: true, lists: true, hasLocalFiles });
    const sources = { sources: async () => [source('library', true), source('qq', false)] };
    const wanted: unknown[] = [];
    const planning = {
      async *plan(asked: unknown) {
        wanted.push(asked);
        yield* [];
      },
    } as unknown as DownloadSongs;
    const executor = new DownloadExecutor({
      sources,
      scopes: undefined as never,
      registrar: undefined as never,
      songs: planning,
      workers: 2,
    });
    const keys: string[] = [];
    for (const round of [1, 2]) {
      const job = { template: 'full', scope: {}, choices: {}, config: {} } as unknown as Job;
      for await (const { key } of executor.plan(job, { round } as unknown as Stage, new AbortController().signal)) keys.push(key);
    }
    expect(keys).toEqual(['files:library', 'files:library:2']);
    expect(wanted).toEqual([1, 2].map(() => ({ local: ['library'], platforms: [], playlistIds: undefined, anyListOf: [] })));
  });
});
