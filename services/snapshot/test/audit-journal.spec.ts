import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLogContract } from '@catalogsync/audit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditJournal } from '../src/adapters/audit-journal/audit-journal.js';

// Real here: files.
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'home', 'audit.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

auditLogContract('in a journal', async () => ({ log: new AuditJournal(file), service: 'snapshot', close: async () => undefined }));

const action = { actor: 'command line', via: 'cli' as const, address: 'local', action: 'rotateKeys', target: 'keys' };

describe('when a journal is written', () => {
  it('by several processes at once, no entry is lost, and only its owner can read it', async () => {
    const journals = [new AuditJournal(file), new AuditJournal(file), new AuditJournal(file)];
    await Promise.all(journals.flatMap((journal, writer) => [1, 2, 3].map((at) => journal.add(action, 'done', 10 * writer + at))));
    expect(await new AuditJournal(file).list({ limit: 50 })).toHaveLength(9);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('a line that a crash cut short costs nothing but itself', async () => {
    const journal = new AuditJournal(file);
    await journal.add(action, 'done', 1);
    appendFileSync(file, '{"id":7,"at":');
    await journal.add(action, 'done', 2);
    expect((await journal.list({ limit: 9 })).map(({ at }) => at)).toEqual([2, 1]);
  });

  it('its older half goes when it is too large', async () => {
    const journal = new AuditJournal(file);
    await journal.add(action, 'done', 1);
    const line = (at: number): string => `${JSON.stringify({ id: at * 1000, at, ...action, outcome: 'done' })}\n`;
    writeFileSync(file, Array.from({ length: 40_000 }, (_, at) => line(at + 1)).join(''));
    await journal.add(action, 'done', 50_000);
    const left = await journal.list({ limit: 100_000 });
    expect([left.length, left[0]?.at, left.at(-1)?.at]).toEqual([20_001, 50_000, 20_001]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
