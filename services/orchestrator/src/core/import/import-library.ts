import type { Actor, Audit } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import { type EarlierLibraries, type EarlierLibrary, type ImportedTable, importedTables } from './earlier-library.js';
import { type ImportReport, type TableReport, Tally } from './import-report.js';
import type { ImportWriter, StatisticsTaker } from './import-store.js';

export interface ImportProgress {
  readonly table: string;
  readonly done: number;
  readonly total: number;
}

export interface ImportLibraryParts {
  readonly libraries: EarlierLibraries;
  readonly writer: ImportWriter;
  readonly statistics: StatisticsTaker;
  readonly audit: Audit;
  /** Base path of the backend that files of LIBRARY_DIR have. */
  readonly libraryRoot: string;
}

/** Tables that stay behind, and why. */
const leftBehind = {
  job_runs: 'the history of jobs stays in the old database',
  upload_tasks: 'uploads are planned anew, for files that have no copy in object storage',
} as const;

const statisticsTable = 'resolver_source_stats';

interface Running {
  readonly library: EarlierLibrary;
  readonly report: (progress: ImportProgress) => void;
  readonly signal: AbortSignal;
  readonly folders: Set<string>;
}

/**
 * Takes over a database of the earlier tool. Every batch is a transaction of its own and may be repeated, so an import that
 * was cut off loses nothing and is simply run again.
 */
export class ImportLibrary {
  private isRunning = false;

  constructor(private readonly parts: ImportLibraryParts) {}

  /**
   * @throws Fault, see `EarlierLibraries`; `failed_precondition` while another import runs; `canceled` between two batches
   *   once the signal aborts
   */
  async run(path: string, actor: Actor, report: (progress: ImportProgress) => void, signal: AbortSignal): Promise<ImportReport> {
    if (this.isRunning) throw new Fault('failed_precondition', 'another import is running', { hint: 'Wait until it has ended.' });
    this.isRunning = true;
    try {
      const action = { ...actor, action: 'importLibrary', target: path.slice(0, 500) };
      return await this.parts.audit.run(action, () => this.takeOver(path, report, signal));
    } finally {
      this.isRunning = false;
    }
  }

  private async takeOver(path: string, report: Running['report'], signal: AbortSignal): Promise<ImportReport> {
    const library = await this.parts.libraries.open(path);
    try {
      const running = { library, report, signal, folders: new Set<string>() };
      const tables: TableReport[] = [];
      for (const table of importedTables) tables.push(await this.takeTable(table, running));
      tables.push(...(await this.takeStatistics(running)));
      for (const [table, reason] of Object.entries(leftBehind)) {
        const tally = new Tally(table);
        const rows = library.count(table as keyof typeof leftBehind);
        if (rows > 0) tally.skip(reason, rows);
        if (rows > 0) tables.push(tally.report());
      }
      return { tables, notices: this.noticesOf(running) };
    } finally {
      await library.close();
    }
  }

  private async takeTable<Table extends ImportedTable>(table: Table, running: Running): Promise<TableReport> {
    const { library, report, signal } = running;
    const tally = new Tally(table);
    const total = library.count(table);
    let done = 0;
    for await (const rows of library.pages[table]()) {
      tally.count(await this.parts.writer.run(({ imports }) => imports[table](rows), { signal }));
      done += rows.length;
      report({ table, done, total: Math.max(total, done) });
      if (table === 'storage_backends') this.noteFolders(rows as readonly { basePath: string | undefined }[], running);
    }
    return tally.report();
  }

  private async takeStatistics({ library, report, signal }: Running): Promise<readonly TableReport[]> {
    const counts = library.statistics();
    if (counts === undefined) return [];
    const tally = new Tally(statisticsTable);
    const isPossible = ({ source, attempts, found }: (typeof counts)[number]): boolean =>
      source.trim() !== '' && attempts >= 0 && found >= 0 && found <= attempts;
    const possible = counts.filter(isPossible);
    if (possible.length < counts.length) tally.skip('its counts contradict each other', counts.length - possible.length);
    try {
      if (possible.length > 0) tally.add(await this.parts.statistics.takeOver(possible, signal));
    } catch (error) {
      const { code } = toFault(error);
      if (signal.aborted || (code !== 'unavailable' && code !== 'timeout')) throw error;
      tally.skip('the resolver, which keeps them, does not answer: start it and import again', possible.length);
    }
    report({ table: statisticsTable, done: counts.length, total: counts.length });
    return [tally.report()];
  }

  private noteFolders(backends: readonly { readonly basePath: string | undefined }[], { folders }: Running): void {
    for (const { basePath } of backends) if (basePath !== undefined && basePath !== this.parts.libraryRoot) folders.add(basePath);
  }

  private noticesOf({ folders }: Running): readonly string[] {
    return [...folders].map((folder) => `files in ${folder} are served once LIBRARY_FOLDERS names that folder`);
  }
}
