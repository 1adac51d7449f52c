import { nameKey, ownerNames } from './entry-keys.js';
import { KeyTokenWriter, type TokenSink } from './key-tokens.js';
import { LooseTokenWriter } from './loose-tokens.js';
import { NearWordWriter } from './near-words.js';
import { PageDirectory } from './page-directory.js';
import { PostingPool } from './posting-pool.js';
import { PageWriter } from './postings-page.js';
import { entriesAfter, type SearchSource, searchPreparation, searchSources } from './search-tables.js';
import { playableToken, TokenField } from './tokens.js';

/** The database functions that filling needs; a better-sqlite3 connection fits. */
export interface SearchDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SearchStatement;
}

interface SearchStatement {
  run(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
  raw(toggle: boolean): SearchStatement;
}

export interface FillSearchOptions {
  /** Bytes for the lists of one segment; default 32 MiB, about half a million tracks. Less memory means more segments. */
  readonly segmentBytes?: number;
  /** Called every few thousand entries with how many are done; if it throws, filling stops. */
  readonly onProgress?: (entries: number) => void;
}

type EntryRow = [id: number, name: string, owners: string | null, album: string | null, playable: number];

const ROWS_AT_ONCE = 500;
/** More distinct tokens than one entry can have: 4,000 folded characters, and every syllable. */
const TOKENS_OF_ENTRY = 100_000;

/** Names whose tokens are kept, and their longest: some 4 MB at most. */
const MOST_KEPT = 8192;
const LONGEST_KEPT = 64;

/** Writes every token of a name in one field. */
class NameWriter {
  private readonly keys: KeyTokenWriter;
  private readonly loose: LooseTokenWriter;

  constructor(field: TokenField, sink: TokenSink) {
    this.keys = new KeyTokenWriter(field, sink);
    this.loose = new LooseTokenWriter(field, sink);
  }

  write(name: string, near: NearWordWriter): void {
    const key = nameKey(name);
    this.keys.write(key);
    this.loose.write(name, key);
    near.write(key);
  }
}

/** Tokens of names that come again and again, as those of artists and albums: finding them takes longer than adding them. */
class RepeatedTokens implements TokenSink {
  private readonly kept = new Map<string, Int32Array>();
  private tokens: number[] = [];

  constructor(private readonly sink: TokenSink) {}

  add(token: number): void {
    this.tokens.push(token);
  }

  /** Adds the tokens of a name; `write` adds them to this object, if they are not known. */
  repeat(name: string, write: () => void): void {
    let tokens = this.kept.get(name);
    if (tokens === undefined) {
      this.tokens = [];
      write();
      tokens = Int32Array.from(this.tokens);
      if (this.kept.size >= MOST_KEPT) this.kept.clear();
      if (name.length <= LONGEST_KEPT) this.kept.set(name, tokens);
    }
    for (let i = 0; i < tokens.length; i++) this.sink.add(tokens[i] as number);
  }
}

class SearchFiller {
  private readonly pool: PostingPool;
  private readonly names: NameWriter;
  private readonly owners: NameWriter;
  private readonly albums: KeyTokenWriter;
  private readonly ownerTokens: RepeatedTokens;
  private readonly albumTokens: RepeatedTokens;
  private near: NearWordWriter;
  private readonly insertPage: SearchStatement;
  private readonly insertSegment: SearchStatement;
  private ids: number[] = [];
  private pages = 1;
  private done = 0;

  constructor(
    private readonly db: SearchDatabase,
    private readonly options: FillSearchOptions,
  ) {
    this.pool = new PostingPool(options.segmentBytes ?? 32 * 1024 * 1024, TOKENS_OF_ENTRY);
    this.names = new NameWriter(TokenField.name, this.pool);
    this.ownerTokens = new RepeatedTokens(this.pool);
    this.owners = new NameWriter(TokenField.owner, this.ownerTokens);
    this.albumTokens = new RepeatedTokens(this.pool);
    this.albums = new KeyTokenWriter(TokenField.album, this.albumTokens);
    this.near = new NearWordWriter(this.pool);
    this.insertPage = db.prepare('INSERT INTO search_pages(page, lists) VALUES(?, ?)');
    this.insertSegment = db.prepare('INSERT INTO search_segments(source, first_id, last_id, first_page, directory) VALUES(?, ?, ?, ?, ?)');
  }

  fill(source: SearchSource): void {
    const rows = this.db.prepare(entriesAfter(source)).raw(true);
    this.near = new NearWordWriter(this.pool);
    // API ids are not negative, and the lists hold no negative ones.
    let last = -1;
    for (;;) {
      const batch = rows.all(last, ROWS_AT_ONCE) as EntryRow[];
      for (const row of batch) {
        if (this.pool.full) this.writeSegment(source);
        this.addEntry(row);
        last = row[0];
      }
      this.done += batch.length;
      this.options.onProgress?.(this.done);
      if (batch.length < ROWS_AT_ONCE) break;
    }
    this.writeSegment(source);
  }

  private addEntry([id, name, owners, album, playable]: EntryRow): void {
    this.pool.nextEntry();
    this.ids.push(id);
    this.names.write(name, this.near);
    for (const owner of ownerNames(owners)) this.ownerTokens.repeat(owner, () => this.owners.write(owner, this.near));
    if (album !== null) this.albumTokens.repeat(album, () => this.albums.writeTexts(nameKey(album)));
    if (playable === 1) this.pool.add(playableToken);
  }

  private writeSegment(source: SearchSource): void {
    if (this.ids.length === 0) return;
    const ids = Float64Array.from(this.ids);
    const firstPage = this.pages;
    const tokens: number[] = [];
    const firstIds: number[] = [];
    const pages = new PageWriter(({ token, firstId, lists }) => {
      tokens.push(token);
      firstIds.push(firstId);
      this.insertPage.run(this.pages++, lists);
    });
    this.pool.visitLists((token, entries, count) => pages.add(token, entries, count, ids));
    pages.flush();
    this.insertSegment.run(source, ids[0], ids[ids.length - 1], firstPage, PageDirectory.write(tokens, firstIds));
    this.pool.clear();
    this.ids = [];
  }
}

/**
 * Fills the search tables (`searchTables`, created and empty) from the catalogue tables of the same database,
 * which must have rows and indices. About 6 s for 1,000,000 tracks, and 70 MB in addition to the rows. Runs to
 * the end without a pause: call it in a worker, within the transaction that builds the snapshot.
 */
export function fillSearchTables(db: SearchDatabase, options: FillSearchOptions = {}): void {
  for (const statement of searchPreparation) db.exec(statement);
  const filler = new SearchFiller(db, options);
  for (const source of searchSources) filler.fill(source);
}
