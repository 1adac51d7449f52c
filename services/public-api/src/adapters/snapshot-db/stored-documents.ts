import { type CoverRow, coverJson, DocumentBytes, DocumentPart } from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import { type DocumentKind, type DocumentReader, documentKinds, type JsonBytes } from '../../core/catalogue/documents.js';
import { KeptDocuments } from './kept-documents.js';

/**
 * As bytes: a string would be decoded from UTF-8 and encoded again, 7 µs instead of 4 for one track. A list is joined by
 * SQLite: half the cost of fifty values that cross over to JavaScript.
 * @internal for tests
 */
export const documentSql = {
  one: (kind: DocumentKind) => `SELECT CAST(document AS BLOB) FROM catalog_${kind}_documents WHERE id = ?`,
  list: (kind: DocumentKind) =>
    `SELECT CAST(group_concat(d.document, ',') AS BLOB) FROM json_each(?) e CROSS JOIN catalog_${kind}_documents d ON d.id = e.value`,
  cover: 'SELECT hash, width, height, color, thumbhash FROM catalog_covers WHERE cover_id = ?',
} as const;

/** Covers whose JSON is kept, of 400 bytes each: the songs of an album share one, and a page of playlists has two hundred. */
const keptCovers = 8_192;
/** Of playlists that are kept: some seven thousand with four covers each. They are few, and in lists, charts and searches. */
const keptPlaylistBytes = 8_388_608;
const noCover = new DocumentPart(Buffer.from('null'));

const nothing = new Uint8Array();

/** Documents as they were written at publication, unpacked. */
export class StoredDocuments implements DocumentReader {
  private readonly ones: Readonly<Record<DocumentKind, Statement<[number], Uint8Array>>>;
  private readonly lists: Readonly<Record<DocumentKind, Statement<[string], Uint8Array | null>>>;

  private readonly coverStatement: Statement<[number], CoverRow>;
  /** By the remainder of the id: finding one costs a tenth of what a map costs. */
  private readonly covers: ({ readonly id: number; readonly json: DocumentPart } | undefined)[] = Array.from({ length: keptCovers });
  private readonly documents = new DocumentBytes((id) => this.cover(id));
  private readonly playlists = new KeptDocuments(keptPlaylistBytes);

  constructor(database: Database) {
    const each = <S>(make: (kind: DocumentKind) => S): Readonly<Record<DocumentKind, S>> =>
      Object.fromEntries(documentKinds.map((kind) => [kind, make(kind)])) as Record<DocumentKind, S>;
    this.ones = each((kind) => database.prepare<[number], Uint8Array>(documentSql.one(kind)).pluck(true));
    this.lists = each((kind) => database.prepare<[string], Uint8Array | null>(documentSql.list(kind)).pluck(true));
    this.coverStatement = database.prepare(documentSql.cover);
  }

  one(kind: DocumentKind, id: number): JsonBytes | undefined {
    const packed = this.ones[kind].get(id);
    return packed && this.documents.unpack(packed);
  }

  list(kind: DocumentKind, ids: readonly number[]): JsonBytes {
    if (ids.length === 0) return nothing;
    if (kind === 'playlist' && this.areKept(ids)) return this.playlists.join(ids);
    return this.documents.unpack(this.lists[kind].get(`[${ids.join(',')}]`) ?? nothing);
  }

  /** Keeps them unless there is no more room. */
  private areKept(playlists: readonly number[]): boolean {
    for (const id of playlists) {
      if (this.playlists.has(id)) continue;
      if (this.playlists.isFull) return false;
      const document = this.one('playlist', id);
      if (document !== undefined) this.playlists.add(id, document);
    }
    return true;
  }

  private cover(id: number): DocumentPart {
    const kept = this.covers[id % keptCovers];
    if (kept?.id === id) return kept.json;
    const row = this.coverStatement.get(id);
    const json = row === undefined ? noCover : new DocumentPart(Buffer.from(coverJson(row)));
    this.covers[id % keptCovers] = { id, json };
    return json;
  }
}
