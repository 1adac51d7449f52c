import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BulkTable,
  countedId,
  type Database,
  LessThan,
  type Migration,
  type MigrationRunner,
  openDatabase,
  optionalText,
  rowSchema,
  text,
} from './index.js';

// Real here: TypeORM, better-sqlite3, files on disk.
class Books1700000000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE books(id INTEGER PRIMARY KEY AUTOINCREMENT, shelf TEXT NOT NULL, remote_id TEXT NOT NULL, title TEXT)',
    );
    await runner.query('CREATE UNIQUE INDEX books_identity ON books(shelf, remote_id)');
  }
}

const books = rowSchema(
  'books',
  { id: countedId, shelf: text, remoteId: text, title: optionalText },
  { indices: [{ name: 'books_identity', columns: ['shelf', 'remoteId'], unique: true }] },
);
const table = new BulkTable(books, ['shelf', 'remoteId'], ['title']);

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulk-'));
  database = await openDatabase({ file: join(folder, 'a.db'), migrations: [Books1700000000001], entities: [books] });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const save = (...rows: Array<{ readonly remoteId: string; readonly title?: string }>) =>
  database
    .unitOfWork((session) => session)
    .run((session) =>
      table.save(
        session,
        rows.map((row) => ({ shelf: 'a', ...row })),
        ({ title }, before) => ({ title: title ?? before?.title }),
      ),
    );
const all = () => database.reads.entities.find(books, { order: { id: 'ASC' } });

describe('when many rows are saved at once', () => {
  it('adds those that are new and returns the ids in the order given', async () => {
    const [one, two] = await save({ remoteId: '1', title: 'x' }, { remoteId: '2' });
    expect(await save({ remoteId: '2', title: 'y' }, { remoteId: '3' }, { remoteId: '1' })).toEqual([two, 3, one]);
    expect((await all()).map(({ remoteId, title }) => [remoteId, title])).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', null],
    ]);
  });

  it('treats a repeated key as one row, with later values over earlier ones', async () => {
    expect(await save({ remoteId: '1', title: 'x' }, { remoteId: '1' }, { remoteId: '1', title: 'z' })).toEqual([1, 1, 1]);
    expect(await all()).toEqual([{ id: 1, shelf: 'a', remoteId: '1', title: 'z' }]);
  });

  it('is right for long lists of new, known and repeated rows, whatever their keys hold', async () => {
    const odd = ['"', "'", '\\', '七里香', '😀', '\ud800', 'a\0b', ' ', '1', '01', '{"a":1}', 'null'];
    const keys = [...odd, ...Array.from({ length: 90 }, (_, at) => `key ${(at * 7_919) % 101}`)];
    const first = await save(...keys.map((remoteId) => ({ remoteId, title: 'x' })));
    expect(first).toEqual(keys.map((_, at) => at + 1));
    const again = [...keys.toReversed(), 'new', keys[3] ?? '', 'new'];
    const ids = await save(...again.map((remoteId) => ({ remoteId, title: 'y' })));
    expect(ids).toEqual([...first.toReversed(), 103, 4, 103]);
    const rows = await all();
    expect(rows).toHaveLength(103);
    expect(rows.every(({ title }) => title === 'y')).toBe(true);
    expect(rows.at(20)?.remoteId).toBe(keys[20]);
  });

  it('writes nothing where nothing differs', async () => {
    await save({ remoteId: '1', title: 'x' }, { remoteId: '2' });
    const { change } = await database
      .unitOfWork((session) => session)
      .run(async (session) => {
        const count = session.statement<{ change: number }>('SELECT total_changes() AS change');
        const before = count.get()?.change ?? 0;
        await table.save(session, [{ shelf: 'a', remoteId: '1' }], (_given, stored) => ({ title: stored?.title }));
        return { change: (count.get()?.change ?? 0) - before };
      });
    expect(change).toBe(0);
    expect(await save()).toEqual([]);
  });
});

describe('when rows are read through their schema', () => {
  it('sees only committed rows, under the property names of the code', async () => {
    await save({ remoteId: '1' });
    const unit = database.unitOfWork(({ entities }) => entities);
    await unit.run(async (entities) => {
      await entities.insert(books, { shelf: 'b', remoteId: '2', title: 'not yet' });
      expect(await all()).toHaveLength(1);
      expect(await entities.existsBy(books, { shelf: 'b' })).toBe(true);
    });
    expect(await database.reads.entities.find(books, { where: { id: LessThan(9) }, order: { id: 'DESC' }, take: 1 })).toEqual([
      { id: 2, shelf: 'b', remoteId: '2', title: 'not yet' },
    ]);
  });

  it('turns errors into Faults, those of a damaged file with its name', async () => {
    const pages = rowSchema('pages', { id: countedId });
    const other = await openDatabase({ file: join(folder, 'b.db'), migrations: [], entities: [pages] });
    await expect(other.reads.entities.findOneBy(pages, { id: 1 })).rejects.toMatchObject({ name: 'Fault', code: 'internal' });
    await other.close();
    await save({ remoteId: '1' });
    await database.close();
    database = await openDatabase({ file: database.file, migrations: [Books1700000000001], entities: [books] });
    const bytes = readFileSync(database.file);
    writeFileSync(database.file, bytes.fill(0x5a, 4096), { flag: 'r+' });
    await expect(all()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining(database.file) });
  });
});
