import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { resolverLibraryV1, resolverV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger } from '@catalogsync/runtime';
import { service } from '../src/main.js';

type Definition = typeof resolverV1.ResolverServiceService;

const limits = { deadlineMs: 20_000 };

/** A whole resolver over temporary folders: real files, SQLite and gRPC. */
export class LibraryHarness {
  readonly home = mkdtempSync(join(tmpdir(), 'resolver-'));
  readonly music = join(this.home, 'music');
  clockMs = 1_800_000_000_000;
  /** How many files the latest scan opened. */
  filesOpened = 0;
  private running: RunningService | undefined;
  private rpc: RpcClient<Definition> | undefined;
  private watching: RpcClient<typeof resolverLibraryV1.LibraryServiceService> | undefined;

  private folders: readonly string[] = [this.music];

  constructor() {
    mkdirSync(this.music);
  }

  get client(): RpcClient<Definition> {
    if (this.rpc === undefined) throw new Error('start first');
    return this.rpc;
  }

  get address(): string {
    return this.running?.addresses.grpc ?? '';
  }

  get library(): RpcClient<typeof resolverLibraryV1.LibraryServiceService> {
    if (this.watching === undefined) throw new Error('start first');
    return this.watching;
  }

  async start(folders: readonly string[] = this.folders): Promise<void> {
    this.folders = folders;
    const config = service.configure({ ROOT_DIR: this.home, LIBRARY_FOLDERS: folders.join(':') });
    this.running = await service.start(config, { log: silentLogger(), clock: { now: () => this.clockMs } });
    const place = { address: this.running.addresses.grpc, service: 'resolver' } as const;
    this.rpc = createRpcClient(resolverV1.ResolverServiceService, place);
    this.watching = createRpcClient(resolverLibraryV1.LibraryServiceService, place);
  }

  async stop(): Promise<void> {
    this.rpc?.close();
    this.watching?.close();
    await this.running?.stop();
  }

  async restart(folders: readonly string[] = this.folders): Promise<void> {
    await this.stop();
    await this.start(folders);
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  path(relative: string): string {
    return join(this.music, relative);
  }

  write(relative: string, content: string | Buffer): void {
    mkdirSync(dirname(this.path(relative)), { recursive: true });
    writeFileSync(this.path(relative), content);
  }

  async scan(): Promise<resolverV1.ScanSummary> {
    let summary: resolverV1.ScanSummary | undefined;
    this.filesOpened = 0;
    for await (const step of this.client.scanLibrary({}, limits)) {
      this.filesOpened = step.progress?.filesRead ?? this.filesOpened;
      summary = step.summary ?? summary;
    }
    if (summary === undefined) throw new Error('the scan ended without a summary');
    this.clockMs += 60_000;
    return summary;
  }

  /** Scans only these folders. */
  async scanFolders(...folders: readonly (string | resolverLibraryV1.ChangedFolder)[]): Promise<resolverV1.ScanSummary> {
    const named = folders.map((folder) => (typeof folder === 'string' ? { path: this.path(folder), whole: true } : folder));
    let summary: resolverV1.ScanSummary | undefined;
    for await (const step of this.library.scanFolders({ folders: named }, limits)) summary = step.summary ?? summary;
    if (summary === undefined) throw new Error('the scan ended without a summary');
    this.clockMs += 60_000;
    return summary;
  }

  async playlists(pageSize = 0): Promise<resolverV1.Playlist[]> {
    const all: resolverV1.Playlist[] = [];
    for (let pageToken = ''; ; ) {
      const page = await this.client.listPlaylists({ source: 'library', pageSize, pageToken }, limits);
      all.push(...page.playlists);
      pageToken = page.nextPageToken;
      if (pageToken === '') return all;
    }
  }

  async playlist(name: string): Promise<resolverV1.Playlist> {
    const found = (await this.playlists()).find((playlist) => playlist.name === name);
    if (found === undefined) throw new Error(`no playlist ${name}`);
    return found;
  }

  async tracks(remotePlaylistId: string, pageSize = 0): Promise<resolverV1.Track[]> {
    const all: resolverV1.Track[] = [];
    for (let pageToken = ''; ; ) {
      const page = await this.client.listPlaylistTracks({ source: 'library', remotePlaylistId, pageSize, pageToken }, limits);
      all.push(...page.tracks);
      pageToken = page.nextPageToken;
      if (pageToken === '') return all;
    }
  }

  async titles(playlistName: string): Promise<string[]> {
    return (await this.tracks((await this.playlist(playlistName)).remoteId)).map((track) => track.name);
  }

  async files(pageSize = 0): Promise<resolverV1.TrackFile[]> {
    const all: resolverV1.TrackFile[] = [];
    for (let pageToken = ''; ; ) {
      const page = await this.client.listTrackFiles({ source: 'library', pageSize, pageToken }, limits);
      all.push(...page.files);
      pageToken = page.nextPageToken;
      if (pageToken === '') return all;
    }
  }

  /** Songs that changed since a position, read in pages of two, and the position after them. */
  async changes(since = ''): Promise<{ tracks: resolverV1.Track[]; position: string }> {
    const tracks: resolverV1.Track[] = [];
    for (let position = since; ; ) {
      const page = await this.client.listChangedTracks({ source: 'library', pageSize: 2, since: position }, limits);
      tracks.push(...page.tracks);
      position = page.position;
      if (page.isLast) return { tracks, position };
    }
  }

  /** Files of songs that changed since a position, by their names, and the songs without any. */
  async fileChanges(since = ''): Promise<{ locators: string[]; gone: string[]; position: string; isWhole: boolean }> {
    const [locators, gone]: [string[], string[]] = [[], []];
    for (let [position, isWhole]: [string, boolean | undefined] = [since, undefined]; ; ) {
      const page = await this.client.listChangedFiles({ source: 'library', pageSize: 2, since: position }, limits);
      locators.push(...page.files.map(({ locator }) => locator));
      gone.push(...page.goneTrackIds);
      position = page.position;
      isWhole ??= page.isWhole;
      if (page.isLast) return { locators: locators.sort(), gone: gone.sort(), position, isWhole };
    }
  }

  /** Every song by its file. */
  async songs(): Promise<Record<string, resolverV1.Track>> {
    const tracks = new Map((await this.changes()).tracks.map((track) => [track.remoteId, track]));
    return Object.fromEntries((await this.files()).map((file) => [file.locator, tracks.get(file.remoteTrackId) as resolverV1.Track]));
  }

  /** Track ids by locator. */
  async ids(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.files()).map((file) => [file.locator, file.remoteTrackId]));
  }
}
