import { nameKey, ownerNames } from './entry-keys.js';
import type { TokenLists } from './id-list.js';
import { KeyTokenWriter } from './key-tokens.js';
import { NameWriter, RepeatedTokens } from './name-tokens.js';
import { NearLists } from './near-lists.js';
import { NearWordWriter } from './near-words.js';
import { PageDirectory } from './page-directory.js';
import { PostingPool } from './posting-pool.js';
import { PageWriter } from './postings-page.js';
import { entriesAfter, nearSource, ROWS_AT_ONCE, type SearchSource, searchPreparation, searchSources } from './search-tables.js';
import { TokenBuffer } from './token-buffer.js';
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
  /** Adds a layer with some of the entries to an index that is there; without it all are written into an empty one. */
  readonly layer?: SearchLayer;
  /** Called every few thousand entries with how many are done; if it throws, filling stops. */
  readonly onProgress?: (entries: number) => void;
}

/** What an added layer holds, and where it is written. */
interface SearchLayer {
  /** The schema with the empty tables `search_segments` and `search_pages`. */
  readonly into: string;
  readonly number: number;
  readonly firstSegment: number;
  readonly firstPage: number;
  /** By source, a table of the ids of entries that are there; undefined for all of them. What is absent has no changes. */
  readonly among: ReadonlyMap<SearchSource, string | undefined>;
}

type EntryRow = [id: number, name: string, owners: string | null, album: string | null, playable: number];

/** More distinct tokens than one entry can have: 4,000 folded characters, and every syllable. */
const TOKENS_OF_ENTRY = 100_000;

class SearchFiller {
  private readonly pool: PostingPool;
  private readonly tokens = new TokenBuffer();
  private readonly names: NameWriter;
  private readonly owners: NameWriter;
  private readonly albums: KeyTokenWriter;
  private readonly ownerTokens: RepeatedTokens;
  private readonly albumTokens: RepeatedTokens;
  private near: NearWordWriter;
  private readonly nearLists = new NearLists();
  private readonly insertPage: SearchStatement;
  private readonly insertSegment: SearchStatement;
  private pages: number;
  private segments: number;
  private done = 0;

  constructor(
    private readonly db: SearchDatabase,
    private readonly options: FillSearchOptions,
  ) {
    this.pool = new PostingPool(options.segmentBytes ?? 32 * 1024 * 1024, TOKENS_OF_ENTRY);
    this.names = new NameWriter(TokenField.name, this.tokens);
    this.ownerTokens = new RepeatedTokens(this.pool, this.tokens);
    this.owners = new NameWriter(TokenField.owner, this.tokens);
    this.albumTokens = new RepeatedTokens(this.pool, this.tokens);
    this.albums = new KeyTokenWriter(TokenField.album, this.tokens);
    this.near = new NearWordWriter(this.nearLists);
    const { into, number, firstSegment, firstPage } = options.layer ?? { into: 'main', number: 0, firstSegment: 1, firstPage: 1 };
    this.pages = firstPage;
    this.segments = firstSegment;
    this.insertPage = db.prepare(`INSERT INTO ${into}.search_pages(page, lists) VALUES(?, ?)`);
    this.insertSegment = db.prepare(
      `INSERT INTO ${into}.search_segments(segment, source, first_id, last_id, first_page, directory, layer) VALUES(?, ?, ?, ?, ?, ?, ${number})`,
    );
  }

  fill(source: SearchSource): void {
    const rows = this.db.prepare(entriesAfter(source, this.options.layer?.among.get(source))).raw(true);
    this.near = new NearWordWriter(this.nearLists);
    this.ownerTokens.forget();
    // API ids are not negative, and the lists hold no negative ones.
    let last = -1;
    for (;;) {
      const batch = rows.all(last, ROWS_AT_ONCE) as EntryRow[];
      for (const row of batch) {
        if (!this.pool.hasRoomFor(row[0])) this.writeSegment(source);
        if (this.nearLists.full) this.writeNear(source);
        this.addEntry(row);
        last = row[0];
      }
      this.done += batch.length;
      this.options.onProgress?.(this.done);
      if (batch.length < ROWS_AT_ONCE) break;
    }
    this.writeSegment(source);
    this.writeNear(source);
  }

  private addEntry([id, name, owners, album, playable]: EntryRow): void {
    this.pool.nextEntry(id);
    this.nearLists.nextEntry(id);
    this.names.write(name, this.near);
    this.tokens.moveTo(this.pool);
    for (const owner of ownerNames(owners)) this.ownerTokens.repeat(owner, () => this.owners.write(owner, this.near));
    if (album !== null) this.albumTokens.repeat(album, () => this.albums.writeTexts(nameKey(album)));
    if (playable === 1) this.pool.add(playableToken);
  }

  private writeSegment(source: SearchSource): void {
    this.writeLists(source, this.pool);
    this.pool.clear();
  }

  private writeNear(source: SearchSource): void {
    this.writeLists(nearSource(source), this.nearLists);
    this.nearLists.clear();
  }

  private writeLists(source: string, lists: TokenLists): void {
    const { firstId, lastId } = lists;
    if (firstId === undefined) return;
    const firstPage = this.pages;
    const tokens: number[] = [];
    const firstIds: number[] = [];
    const pages = new PageWriter(({ token, firstId, lists: bytes }) => {
      tokens.push(token);
      firstIds.push(firstId);
      this.insertPage.run(this.pages++, bytes);
    });
    lists.visitLists((token, list) => pages.add(token, list));
    pages.flush();
    this.insertSegment.run(this.segments++, source, firstId, lastId, firstPage, PageDirectory.write(tokens, firstIds));
  }
}

/**
 * Fills the search tables (`searchTables`, created and empty) from the catalogue tables of the same database,
 * which must have rows and indices. Measured: 24 s of CPU for 1,000,000 tracks on a busy machine, and lists of
 * 75 MB in addition to the rows. Runs to the end without a pause: call it in a worker, within the transaction that builds
 * the snapshot.
 */
export function fillSearchTables(db: SearchDatabase, options: FillSearchOptions = {}): void {
  const { layer } = options;
  if (layer === undefined) for (const statement of searchPreparation) db.exec(statement);
  const filler = new SearchFiller(db, options);
  for (const source of searchSources) if (layer === undefined || layer.among.has(source)) filler.fill(source);
}
