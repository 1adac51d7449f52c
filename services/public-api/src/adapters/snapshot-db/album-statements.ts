import type { Database, Statement } from 'better-sqlite3';
import type { AlbumReader } from '../../core/catalogue/snapshot-catalogue.js';

/** Reads albums as they are stored, through a statement prepared once per snapshot. */
export class AlbumStatements implements AlbumReader {
  private readonly oneStatement: Statement<[number], string>;

  constructor(database: Database) {
    this.oneStatement = database.prepare<[number], string>('SELECT document FROM catalog_album_documents WHERE id = ?').pluck(true);
  }

  one(id: number): object | undefined {
    const document = this.oneStatement.get(id);
    return document === undefined ? undefined : (JSON.parse(document) as object);
  }
}
