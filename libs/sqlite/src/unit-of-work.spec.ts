import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { DataSource } from 'typeorm';
import {
  type Database,
  EntitySchema,
  type Migration,
  type MigrationRunner,
  openDatabase,
  type UnitOfWork,
  type WriteSession,
} from './index.js';

// Real here: TypeORM, better-sqlite3, files on disk.
class Notes1700000000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  }
}

const NoteSchema = new EntitySchema<{ id: number; text: string }>({
  name: 'notes',
  columns: { id: { type: 'integer', primary: true, generated: true }, text: { type: 'text' } },
});

interface Notes {
  add(text: string): void;
  addEntity(text: string): Promise<void>;
  all(): string[];
}

const bindNotes = (session: WriteSession): Notes => ({
  add: (text) => void session.statement('INSERT INTO notes(text) VALUES (?)').run(text),
  addEntity: async (text) => void (await session.entities.insert(NoteSchema, { text })),
  all: () =>
    session
      .statement<{ text: string }>('SELECT text FROM notes ORDER BY id')
      .all()
      .map((row) => row.text),
});

let folder: string;
let file: string;
let database: Database;
let notes: UnitOfWork<Notes>;
const committed = (): string[] =>
  database.reads
    .statement<{ text: string }>('SELECT text FROM notes ORDER BY id')
    .all()
    .map((row) => row.text);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unit-'));
  file = join(folder, 'notes.db');
  database = await openDatabase({ file, migrations: [Notes1700000000001], entities: [NoteSchema] });
  notes = database.unitOfWork(bindNotes);
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('when two transactions overlap and the first fails', () => {
  it('keeps what the second wrote and nothing of the first', async () => {
    const first = notes.run(async (stores) => {
      stores.add('A');
      await sleep(20);
      throw new Fault('invalid_argument', 'A gives up');
    });
    const second = notes.run((stores) => stores.add('B'));
    await expect(first).rejects.toMatchObject({ code: 'invalid_argument' });
    await second;
    expect(committed()).toEqual(['B']);
  });

  it('is needed: bare TypeORM keeps the row that failed and loses the one it acknowledged', async () => {
    const bare = await new DataSource({ type: 'better-sqlite3', database: join(folder, 'bare.db'), driver: Connection }).initialize();
    await bare.query('CREATE TABLE notes(text TEXT)');
    const begun = Promise.withResolvers<void>();
    const overlapping = Promise.withResolvers<void>();
    const first = bare.transaction(async (manager) => {
      await manager.query("INSERT INTO notes VALUES ('A')");
      begun.resolve();
      await overlapping.promise;
      throw new Error('A gives up');
    });
    const failed = first.then(
      () => false,
      () => true,
    );
    await begun.promise;
    await bare.transaction(async (manager) => {
      await manager.query("INSERT INTO notes VALUES ('B')");
      overlapping.resolve();
      expect(await failed).toBe(true);
    });
    const kept = (await bare.query('SELECT text FROM notes')) as { text: string }[];
    await bare.destroy();
    expect(kept.map((row) => row.text)).toEqual(['A']);
  });

  it('is needed: bare TypeORM loses a row written outside the transaction that fails', async () => {
    const bare = await new DataSource({ type: 'better-sqlite3', database: join(folder, 'bare.db'), driver: Connection }).initialize();
    await bare.query('CREATE TABLE notes(text TEXT)');
    const failing = bare.transaction(async (manager) => {
      await manager.query("INSERT INTO notes VALUES ('A')");
      await bare.query("INSERT INTO notes VALUES ('B')");
      throw new Error('A gives up');
    });
    await expect(failing).rejects.toThrow('A gives up');
    const kept = (await bare.query('SELECT text FROM notes')) as { text: string }[];
    await bare.destroy();
    expect(kept).toEqual([]);
  });
});

describe('when a unit of work runs', () => {
  it('commits statements and entities together', async () => {
    await notes.run(async (stores) => {
      stores.add('statement');
      await stores.addEntity('entity');
    });
    expect(committed()).toEqual(['statement', 'entity']);
  });

  it('rolls statements and entities back together', async () => {
    const failing = notes.run(async (stores) => {
      stores.add('statement');
      await stores.addEntity('entity');
      throw new Fault('internal', 'no');
    });
    await expect(failing).rejects.toMatchObject({ code: 'internal' });
    expect(committed()).toEqual([]);
  });

  it('hides its rows from readers until it commits', async () => {
    await notes.run(async (stores) => {
      stores.add('new');
      expect(stores.all()).toEqual(['new']);
      await sleep(5);
      expect(committed()).toEqual([]);
    });
    expect(committed()).toEqual(['new']);
  });

  it('runs queued work whole and in order', async () => {
    const runs = Array.from({ length: 20 }, (_, number) =>
      notes.run(async (stores) => {
        stores.add(`${number}a`);
        await sleep(Math.random() * 3);
        stores.add(`${number}b`);
      }),
    );
    await Promise.all(runs);
    expect(committed()).toEqual(Array.from({ length: 20 }, (_, number) => [`${number}a`, `${number}b`]).flat());
  });

  it('lets timers and sockets have their turn between transactions', async () => {
    let turns = 0;
    let echoes = 0;
    const timer = setInterval(() => turns++, 1);
    const server = createServer((socket) => socket.pipe(socket)).listen(join(folder, 'echo.sock'));
    await once(server, 'listening');
    const socket = createConnection(join(folder, 'echo.sock')).on('data', () => {
      echoes += 1;
      if (echoes < 4) socket.write('ping');
      else socket.end();
    });
    socket.write('ping');
    while (turns < 4 || echoes < 4) await notes.run((stores) => stores.add('row'));
    clearInterval(timer);
    server.close();
    await once(server, 'close');
  });
});

describe('when a unit of work is used wrongly', () => {
  it('refuses one inside another instead of deadlocking', async () => {
    const nested = notes.run(() => notes.run((stores) => stores.add('inner')));
    await expect(nested).rejects.toMatchObject({ code: 'internal' });
    expect(committed()).toEqual([]);
  });

  it('refuses stores that outlive their transaction', async () => {
    const leaked = await notes.run((stores) => stores);
    expect(() => leaked.add('late')).toThrow(expect.objectContaining({ code: 'internal' }));
    await expect(leaked.addEntity('late')).rejects.toMatchObject({ code: 'internal' });
  });

  it('never starts work that was aborted while it waited', async () => {
    const abort = new AbortController();
    const first = notes.run(() => sleep(10));
    const second = notes.run((stores) => stores.add('late'), { signal: abort.signal });
    abort.abort();
    await first;
    await expect(second).rejects.toMatchObject({ code: 'canceled' });
    expect(committed()).toEqual([]);
  });
});

describe('when another process writes too', () => {
  it('waits for it without blocking the program (behaviour 5)', async () => {
    const other = new Connection(file);
    other.exec("BEGIN IMMEDIATE; INSERT INTO notes(text) VALUES ('other')");
    const waiting = notes.run((stores) => stores.add('ours'));
    await sleep(60);
    other.exec('COMMIT');
    other.close();
    await waiting;
    expect(committed()).toEqual(['other', 'ours']);
  });
});

describe('when the volume is full', () => {
  it('fails with disk_full, rolls back and keeps working', async () => {
    const huge = 'x'.repeat(5_000_000);
    await notes.run((stores) => stores.add('before'));
    const limited = database.unitOfWork((session) => ({
      pages: (count: number) => session.statement(`PRAGMA max_page_count = ${count}`).get(),
      ...bindNotes(session),
    }));
    await limited.run((stores) => stores.pages(20));
    await expect(notes.run((stores) => stores.add(huge))).rejects.toMatchObject({ code: 'disk_full' });
    expect(committed()).toEqual(['before']);
    await notes.run((stores) => stores.add('after'));
    expect(committed()).toEqual(['before', 'after']);
  });
});

describe('when the database is closed', () => {
  it('finishes queued work and accepts no more', async () => {
    const queued = notes.run(async (stores) => {
      await sleep(10);
      stores.add('queued');
    });
    await database.close();
    await queued;
    await expect(notes.run((stores) => stores.add('late'))).rejects.toMatchObject({ code: 'failed_precondition' });
    const reopened = new Connection(file, { readonly: true });
    expect(reopened.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(1);
    reopened.close();
  });
});
