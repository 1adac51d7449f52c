import { describe, expect, it } from '@jest/globals';
import { countedId, type Migration, type MigrationRunner, optionalText, referenceTo, rowSchema, text, wholeOr } from '../src/index.js';
import { schemaDifferences } from './schema-differences.js';

// Real here: TypeORM's schema builder and SQLite, in memory.
class Shelves1700000000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE shelves(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)');
    await runner.query(`CREATE TABLE books(id INTEGER PRIMARY KEY AUTOINCREMENT, shelf_id INTEGER NOT NULL REFERENCES shelves(id),
      title TEXT, is_lent INTEGER NOT NULL DEFAULT 0)`);
    await runner.query('CREATE INDEX books_lent ON books(shelf_id, title) WHERE is_lent = 1');
    await runner.query('CREATE TRIGGER books_stay AFTER DELETE ON books BEGIN SELECT 1; END');
  }
}

const shelves = rowSchema('shelves', { id: countedId, name: { ...text, unique: true } });
const columns = { id: countedId, shelfId: referenceTo('shelves'), title: optionalText, isLent: wholeOr(0) } as const;
const lent = { name: 'books_lent', columns: ['shelfId', 'title'], where: 'is_lent = 1' } as const;
const books = rowSchema('books', columns, { indices: [lent] });

const differences = (...entities: Parameters<typeof schemaDifferences>[0]['entities']) =>
  schemaDifferences({ migrations: [Shelves1700000000001], entities });

describe('when row schemas are compared with the migrations', () => {
  it('finds nothing where they agree, references and partial indices included', async () => {
    expect(await differences(shelves, books)).toEqual([]);
  });

  it.each([
    ['a missing column', rowSchema('books', { ...columns, pages: wholeOr(0) }, { indices: [lent] }), /"pages"/],
    ['another default', rowSchema('books', { ...columns, isLent: wholeOr(1) }, { indices: [lent] }), /DEFAULT \(1\)/],
    ['a column that may not be null', rowSchema('books', { ...columns, title: text }, { indices: [lent] }), /"title" text NOT NULL/],
    ['a missing reference', rowSchema('books', { ...columns, shelfId: wholeOr(0) }, { indices: [lent] }), /"books"/],
    ['a missing index', rowSchema('books', columns), /DROP INDEX "books_lent"/],
    ['another condition', rowSchema('books', columns, { indices: [{ ...lent, where: 'is_lent = 0' }] }), /books_lent.*described otherwise/],
    ['another order', rowSchema('books', columns, { indices: [{ ...lent, columns: ['title', 'shelfId'] }] }), /books_lent.*otherwise/],
    ['missing row ids', rowSchema('books', columns, { indices: [lent], withoutRowid: true }), /row ids of books/],
  ])('finds %s', async (_what, schema, found) => {
    expect((await differences(shelves, schema)).join('\n')).toMatch(found);
  });

  it('finds a table without a schema, unless it is listed as undescribed', async () => {
    expect(await differences(shelves)).toEqual(['the table books has no row schema']);
    const undescribed = ['books'];
    expect(await schemaDifferences({ migrations: [Shelves1700000000001], entities: [shelves], undescribed })).toEqual([]);
  });
});
