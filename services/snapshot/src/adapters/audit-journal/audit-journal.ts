import { randomInt } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AuditEntry, type AuditedAction, type AuditLog, type AuditPage, idsBefore, latestFirst } from '@catalogsync/audit';
import { toFault } from '@catalogsync/faults';
import { makeFolder, writeAtomically } from '@catalogsync/runtime';

/** Ids of processes that write within the same millisecond differ by chance. */
const idsInOneMillisecond = 1000;
/** 15,000 entries or so. */
const largestBytes = 4 * 1024 * 1024;

const service = 'snapshot';

type Line = Omit<AuditEntry, 'service'> | { readonly settles: number; readonly outcome: string; readonly target?: string };

/**
 * The audit log of what has no database of its own: the publication and the keys of a home. A file of JSON lines, each
 * appended whole and synced, so that several processes may write. When it is too large, its older half is dropped; an entry that another
 * process adds in that very moment may go with it.
 */
export class AuditJournal implements AuditLog {
  private lastId = 0;

  constructor(private readonly file: string) {}

  async add({ actor, via, address, action, target }: AuditedAction, outcome: string, at: number): Promise<number> {
    const id = Math.max(this.lastId + 1, at * idsInOneMillisecond + randomInt(idsInOneMillisecond));
    this.lastId = id;
    await this.append({ id, at, actor, via, address, action, target, outcome });
    return id;
  }

  settle(id: number, outcome: string, target?: string): Promise<void> {
    return this.append({ settles: id, outcome, ...(target === undefined ? {} : { target }) });
  }

  /** Files have no transactions: the entry follows the change. */
  async together<T>(action: AuditedAction, at: number, change: () => Promise<T>): Promise<T> {
    const value = await change();
    await this.add(action, 'done', at);
    return value;
  }

  async list({ before, limit }: AuditPage): Promise<readonly AuditEntry[]> {
    const isLater = ({ at, id }: AuditEntry): boolean =>
      before === undefined || at < before.at || (at === before.at && id < idsBefore(before, service));
    return (await this.entries()).sort(latestFirst).filter(isLater).slice(0, limit);
  }

  private async entries(): Promise<AuditEntry[]> {
    const entries = new Map<number, AuditEntry>();
    for (const line of await this.lines()) {
      if (!('settles' in line)) entries.set(line.id, { ...line, service });
      else {
        const entry = entries.get(line.settles);
        if (entry !== undefined) entries.set(entry.id, { ...entry, outcome: line.outcome, target: line.target ?? entry.target });
      }
    }
    return [...entries.values()];
  }

  /** A line that a crash cut short is left out. */
  private async lines(): Promise<Line[]> {
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if (toFault(error).code === 'not_found') return '';
      throw toFault(error);
    });
    return text.split('\n').flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Line];
      } catch {
        return [];
      }
    });
  }

  private async append(line: Line): Promise<void> {
    await makeFolder(dirname(this.file));
    const file = await open(this.file, 'a', 0o600);
    try {
      // A line that a crash cut short must not spoil this one.
      await file.write(`\n${JSON.stringify(line)}\n`);
      await file.sync();
      if ((await file.stat()).size > largestBytes) await this.shorten();
    } finally {
      await file.close();
    }
  }

  private async shorten(): Promise<void> {
    const entries = (await this.entries()).sort(latestFirst);
    const kept = entries.slice(0, Math.ceil(entries.length / 2)).reverse();
    await writeAtomically(this.file, kept.map(({ service: _, ...line }) => `${JSON.stringify(line)}\n`).join(''), 0o600);
  }
}
