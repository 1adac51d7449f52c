import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLogger } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { NestFactory } from '@nestjs/core';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { ScanLibrary } from '../src/core/library/scan-library.js';
import type { SearchHit, SearchTarget } from '../src/core/sources/search.js';
import type { Source } from '../src/core/sources/source.js';
import { FoundationModule } from '../src/foundation.module.js';
import { LibraryModule, librarySourceToken } from '../src/library.module.js';

const clock = { now: () => 1_800_000_000_000 };
export const never = new AbortController().signal;

/** The library source over real files, SQLite and scans, without service or RPC. */
export class LibraryUnderTest {
  readonly home = mkdtempSync(join(tmpdir(), 'library-source-'));
  readonly music = join(this.home, 'music');
  private database: { readonly database: Database; readonly source: Source; readonly scanner: ScanLibrary } | undefined;

  async open(): Promise<void> {
    mkdirSync(this.music, { recursive: true });
    const database = await openSideDatabase(join(this.home, 'catalogsync.db'));
    const library = LibraryModule.register(
      this.config,
      FoundationModule.register({ AUDIT_KEEP_DAYS: 400 }, { log: silentLogger(), clock }, database, never),
    );
    const app = await NestFactory.createApplicationContext(library, { logger: false, abortOnError: false });
    this.database = { database, source: app.get<Source>(librarySourceToken), scanner: app.get(ScanLibrary) };
  }

  get config() {
    return { LIBRARY_FOLDERS: [this.music], LIBRARY_READERS: 2, WATCH_LIBRARY: 'off' as const, LIBRARY_POLL_SECONDS: 60 };
  }

  get source(): Source {
    return this.opened.source;
  }

  get opened() {
    if (this.database === undefined) throw new Error('open first');
    return this.database;
  }

  write(path: string, bytes: Buffer): void {
    mkdirSync(dirname(join(this.music, path)), { recursive: true });
    writeFileSync(join(this.music, path), bytes);
  }

  async scan(): Promise<void> {
    await this.opened.scanner.run({ signal: never, onProgress: () => undefined });
  }

  async idOf(path: string): Promise<string> {
    const { items } = await this.source.trackFiles!.listTrackFiles({ limit: 1000, after: undefined }, never);
    return items.find(({ locator }) => locator === path)?.remoteTrackId ?? '';
  }

  search(target: Partial<SearchTarget>, keyword = 'nothing in particular', signal = never): Promise<readonly SearchHit[]> {
    const whole = { title: '', artists: [], album: undefined, durationMs: undefined, isrc: undefined, ...target };
    return this.source.searcher!.searchTracks({ keyword, target: whole, limit: 30 }, signal);
  }

  async close(): Promise<void> {
    await this.opened.database.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
