import type { StoredCommand } from '@catalogsync/job-engine';
import { asGiven, type Database, oneOfGiven } from '@catalogsync/sqlite';
import type { CommandLists } from '../../../core/console/command-lists.js';
import type { ListPart, PartQuery } from '../../../core/console/list-part.js';
import { type CommandRow, select, toCommand } from '../engine-store/rows.js';
import { idsIn } from './id-stretches.js';

export class SqliteCommandLists implements CommandLists {
  constructor(private readonly reads: Database['reads']) {}

  async commands({ beyond, limit }: PartQuery): Promise<ListPart<StoredCommand>> {
    const { ids, next } = await idsIn(this.reads, [{ table: 'job_commands', where: [] }], undefined, { order: 'desc', beyond, limit });
    const rows = await this.reads.rows<CommandRow>(`${select.commands} WHERE id ${oneOfGiven}`, asGiven(ids));
    return { rows: rows.map(toCommand).sort((a, b) => b.id - a.id), next };
  }
}
