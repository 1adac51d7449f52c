import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage } from '@catalogsync/job-engine';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogueStores } from '../src/core/catalogue/catalogue-stores.js';
import { DownloadExecutor } from '../src/core/download/download-executor.js';
import { DownloadSongs } from '../src/core/download/download-songs.js';
import type { LibraryFolders } from '../src/core/download/library-folder.js';
import type { SongDownloader, SourcesToTry } from '../src/core/download/song-downloader.js';
import { toSongsRecord } from '../src/core/playlist-file/named-songs.js';
import { ScopeOpener } from '../src/core/playlist-file/scope-opener.js';
import { toScopeRecord } from '../src/core/playlist-file/scope-record.js';
import type { ScopeStores } from '../src/core/playlist-file/scope-store.js';
import { RegisterFiles } from '../src/core/register/register-files.js';
import type { Source, SourceCatalog, TrackFile } from '../src/core/sources/source-catalog.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';
import { MemoryReader } from './memory/memory-reader.js';
import { MemoryScope } from './memory/memory-scope.js';

/** The stage of downloads with its plan; catalogue and sources work in memory. No source has any song. */

const signal = new AbortController().signal;
const round = 3;
const source = (name: string, more: Partial<Source> = {}): Source => ({
  name,
  configured: true,
  lists: true,
  hasLocalFiles: false,
  fetches: true,
  searches: true,
  ...more,
});
const fileOf = (remoteTrackId: string) =>
  ({ remoteTrackId, backendName: 'disk', basePath: '/music', locator: `${remoteTrackId}.mp3`, ext: 'mp3' }) as TrackFile;

let catalogue: MemoryCatalogue<ScopeStores>;
let listed: Source[];
let files: TrackFile[];
let wantedFrom: SourcesToTry[];

async function* pages<Page>(...all: Page[]): AsyncGenerator<Page> {
  yield* all;
}

const sources: SourceCatalog = {
  sources: async () => listed,
  playlists: () => pages(),
  tracks: () => pages(),
  files: () => pages(files),
  changedTracks: () => pages(),
  changedFiles: () => pages(),
};

const downloader: SongDownloader = {
  download: async (_song, { sources: named }) => {
    wantedFrom.push(named);
    return { kind: 'nothing', reason: 'nobody has it' };
  },
  release: async () => undefined,
};

beforeEach(() => {
  catalogue = new MemoryCatalogue((tables) => ({ scope: new MemoryScope(tables) }));
  listed = [source('library', { hasLocalFiles: true }), source('disk', { hasLocalFiles: true }), source('qq'), source('kuwo')];
  files = [];
  wantedFrom = [];
});

/** A playlist of songs; their ids are consecutive. Somebody named it, so it is followed. */
function playlist(platform: string, remoteId: string, count = 1, kind = 'named'): void {
  const { playlists, pools, songs, playlistSongs } = catalogue.tables;
  const playlistId = playlists.save(
    () => false,
    () => ({ platform, remoteId, name: remoteId }) as never,
  );
  const poolId = pools.save(
    (pool) => pool.platform === platform && pool.kind === kind,
    () => ({ platform, kind, externalId: kind, name: kind, url: undefined }),
  );
  catalogue.tables.link(poolId, playlistId);
  for (let at = 1; at <= count; at++) {
    const songId = songs.save(
      () => false,
      () => ({ platform, remoteId: `${remoteId}-${at}`, name: `song ${at}`, singers: '周杰伦', metadataJson: '{}' }) as never,
    );
    playlistSongs.save(
      () => false,
      () => ({ playlistId, songId }),
    );
  }
}

function executor(more: { readonly songs?: undefined } = {}): DownloadExecutor {
  const reader = new MemoryReader(catalogue.tables);
  const libraries: LibraryFolders = { at: () => undefined as never };
  const parts = { sources, scopes: new ScopeOpener({ sources, writer: catalogue }), workers: 4 };
  const registrar = new RegisterFiles({ sources, reader, writer: catalogue });
  return new DownloadExecutor({ ...parts, registrar, songs: new DownloadSongs({ reader, downloader, libraries }), ...more });
}

/** A job with a scope of playlists, each `platform,id`. */
function jobOf({
  template = 'download',
  scope,
  ...choices
}: {
  template?: string;
  scope?: readonly string[];
  sources?: string[];
} = {}): Job {
  const playlists = scope?.map((text) => text.split(',')).map(([platform = '', remoteId = '']) => ({ platform, remoteId, url: undefined }));
  return { id: 1, template, config: {}, scope: toScopeRecord(playlists && { playlists, file: undefined }), choices } as unknown as Job;
}

async function planOf(job: Job, planned = executor()): Promise<NewItem[]> {
  const items: NewItem[] = [];
  for await (const item of planned.plan(job, { round } as Stage, signal)) items.push(item);
  return items;
}
const keysOf = async (job: Job): Promise<string[]> => (await planOf(job)).map(({ key }) => key);

function execute(item: NewItem, job = jobOf(), by = executor()): Promise<ItemOutcome<CatalogueStores>> {
  const context: ExecutionContext = { job, stage: { round } as Stage, signal, fence: 1, workerName: 'w', report: () => undefined };
  return by.execute({ id: 1, references: {}, result: undefined, ...item } as unknown as Item, context);
}

describe('when downloads are planned', () => {
  it('of a job for certain songs only those are, whether they have files or not', async () => {
    playlist('library', 'mine');
    playlist('qq', 'p', 3);
    const items = await planOf({ ...jobOf(), scope: toSongsRecord([3, 99]) });
    expect(items).toEqual([
      { type: 'download_song_row', key: 'song:3', source: 'qq', references: { songId: 3 }, displayText: 'song 2 / 周杰伦' },
    ]);
  });

  it('local files are registered source by source, and the other songs are downloaded, each with what is shown of it', async () => {
    playlist('library', 'mine');
    playlist('qq', 'p', 2);
    const [first, second, ...songs] = await planOf(jobOf());
    expect([first, second]).toMatchObject([
      { type: 'register_files', key: 'files:library:3', source: 'library' },
      { type: 'register_files', key: 'files:disk:3', source: 'disk' },
    ]);
    expect(songs).toEqual([
      { type: 'download_song_row', key: 'song:2', source: 'qq', references: { songId: 2, playlistId: 2 }, displayText: 'song 1 / 周杰伦' },
      { type: 'download_song_row', key: 'song:3', source: 'qq', references: { songId: 3, playlistId: 2 }, displayText: 'song 2 / 周杰伦' },
    ]);
  });

  it('only the sources that the job names are used', async () => {
    for (const name of ['qq', 'kuwo']) playlist(name, 'p');
    expect(await keysOf(jobOf({ sources: ['disk', 'kuwo'] }))).toEqual(['files:disk:3', 'song:2']);
    await expect(keysOf(jobOf({ sources: ['unknown'] }))).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('songs of a playlist file need no source to be named, but its playlists do', async () => {
    playlist('file', 'p');
    playlist('qq', 'p');
    expect(await keysOf(jobOf({ scope: ['file,p', 'qq,p'], sources: ['disk'] }))).toEqual(['reference:qq/p', 'files:disk:3', 'song:1']);
    expect(await keysOf(jobOf({ sources: ['disk'] }))).toEqual(['files:disk:3']);
  });

  it('only existing files are registered where songs cannot be downloaded', async () => {
    playlist('qq', 'p');
    const items = await planOf(jobOf(), executor({ songs: undefined }));
    expect(items.map(({ key }) => key)).toEqual(['files:library:3', 'files:disk:3']);
  });

  it.each([499, 500, 501, 1000, 1001])('each of %i songs is planned once', async (count) => {
    listed = [source('qq')];
    playlist('qq', 'p', count);
    const keys = await keysOf(jobOf());
    expect([keys.length, new Set(keys).size, keys.at(-1)]).toEqual([count, count, `song:${count}`]);
  });

  it('only songs of the playlists in the scope are, and what cannot be used is told once', async () => {
    playlist('qq', 'p');
    playlist('qq', 'other');
    const scope = ['qq,p', 'gone,x'];
    const told = { type: 'open_playlist_row', key: 'reference:gone/x', source: 'gone' };
    expect(await planOf(jobOf({ scope }))).toMatchObject([told, { source: 'library' }, { source: 'disk' }, { key: 'song:1' }]);
    for (const template of ['full', 'sync+download'])
      expect(await keysOf(jobOf({ template, scope }))).toEqual(['files:library:3', 'files:disk:3', 'song:1']);
    for (const template of ['download+upload', 'of another program'])
      expect((await keysOf(jobOf({ template, scope })))[0]).toBe('reference:gone/x');
  });

  it('nothing is downloaded for an empty scope', async () => {
    playlist('qq', 'p');
    expect(await keysOf(jobOf({ scope: [] }))).toEqual(['files:library:3', 'files:disk:3']);
  });
});

describe('when an item is worked on', () => {
  const registered = async (job: Job): Promise<unknown> => {
    files = ['mine-1', 'other-1'].map(fileOf);
    const outcome = await execute({ type: 'register_files', key: 'files:library', source: 'library', displayText: '' }, job);
    return outcome.kind === 'succeeded' ? outcome.result : outcome;
  };

  it('the files of a source are registered, or those of the playlists in the scope', async () => {
    for (const name of ['mine', 'other']) playlist('library', name);
    expect(await registered(jobOf({ scope: ['library,mine'] }))).toEqual({ file_count: 1 });
    expect(await registered(jobOf())).toEqual({ file_count: 2 });
  });

  it('a song is looked for at the sources of the job', async () => {
    playlist('qq', 'p');
    const [item] = await planOf(jobOf({ sources: ['qq'] }));
    const job = { ...jobOf(), choices: { downloadSources: ['kuwo', 'qq'] } } as unknown as Job;
    expect(await execute(item!, job)).toMatchObject({ kind: 'failed', message: 'download returned no file: nobody has it' });
    expect(wantedFrom).toEqual([{ names: ['kuwo', 'qq'], areDefault: false }]);
    const none = await execute(item!, job, executor({ songs: undefined }));
    expect(none).toEqual({ kind: 'failed', errorClass: 'rejected', message: 'song downloads are not available here' });
  });

  it('a playlist that could not be used fails until it can be', async () => {
    const job = jobOf({ scope: ['other,y', 'later,x'] });
    const item = (await planOf(job)).find(({ key }) => key === 'reference:later/x');
    const refused = { kind: 'failed', errorClass: 'rejected', message: 'no source for later is configured' };
    expect(await execute(item!, job)).toEqual(refused);
    listed = [source('later')];
    expect(await execute(item!, job)).toEqual({ kind: 'succeeded' });
    expect(await execute(item!, jobOf())).toEqual({ kind: 'succeeded' });
  });
});
