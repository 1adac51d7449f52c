import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { EngineStore } from '@catalogsync/job-engine';
import type { JobStarter } from '../jobs/job-starter.js';
import { foldersOfJob } from '../sources/scan-order.js';
import type { LibraryFolder, LibraryFolders } from '../sources/source-catalog.js';

export interface ScanFolderParts {
  readonly library: Pick<LibraryFolders, 'watched'>;
  readonly store: Pick<EngineStore<unknown>, 'jobsIn'>;
  readonly starter: Pick<JobStarter, 'start'>;
  readonly audit: Audit;
}

/** The job that will scan. */
export interface ScanQueued {
  readonly jobId: number;
  /** False if it waited already. */
  readonly created: boolean;
}

/** Has the library, or a folder of it, scanned when somebody asks for it. */
export class ScanFolder {
  constructor(private readonly parts: ScanFolderParts) {}

  /**
   * Queues a scan; one that waits and covers the same will do.
   * @param folder absolute; undefined for the whole library
   * @throws Fault `invalid_argument` for a folder outside the library, `failed_precondition` if there is no library,
   *   `unavailable` if the resolver does not answer
   */
  run(folder: string | undefined, actor: Actor, signal: AbortSignal): Promise<ScanQueued> {
    const target = folder ?? 'the library';
    return this.parts.audit.changeWithin({ ...actor, action: 'scanLibrary', target }, async (done) => {
      const queued = await this.queue(folder, actor, signal);
      await done(`${target}, job ${queued.jobId}`);
      return queued;
    });
  }

  private async queue(folder: string | undefined, actor: Actor, signal: AbortSignal): Promise<ScanQueued> {
    const roots = (await this.parts.library.watched(signal)).map(({ path }) => path);
    if (roots.length === 0)
      throw new Fault('failed_precondition', 'there are no library folders', { hint: 'Set LIBRARY_FOLDERS, or use: up --library DIR' });
    const wanted = folder === undefined ? undefined : inLibrary(folder, roots);
    const waiting = (await this.parts.store.jobsIn(['queued'])).find(
      ({ job }) => job.template === 'scan' && covers(foldersOfJob(job), wanted),
    );
    if (waiting !== undefined) return { jobId: waiting.job.id, created: false };
    const folders = wanted === undefined ? undefined : [{ path: wanted, whole: true }];
    return { jobId: await this.parts.starter.start({ template: 'scan', folders }, actor, signal), created: true };
  }
}

function covers(folders: readonly LibraryFolder[] | undefined, wanted: string | undefined): boolean {
  if (folders === undefined) return true;
  return wanted !== undefined && folders.some(({ path, whole }) => whole && isWithin(wanted, path));
}

function inLibrary(folder: string, roots: readonly string[]): string {
  const wanted = folder.length > 1 ? folder.replace(/\/+$/, '') : folder;
  if (roots.some((root) => isWithin(wanted, root))) return wanted;
  throw new Fault('invalid_argument', `the folder is not in the library: ${folder}`, {
    hint: `The library folders are: ${roots.join(', ')}.`,
  });
}

const isWithin = (folder: string, outer: string): boolean => folder === outer || folder.startsWith(outer === '/' ? outer : `${outer}/`);
