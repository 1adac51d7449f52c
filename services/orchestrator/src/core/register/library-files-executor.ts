import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueStores } from '../catalogue/catalogue-stores.js';
import { chooseSources, sourcesOf } from '../sources/choose-sources.js';
import { foldersOfJob } from '../sources/scan-order.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import { type RegisterFiles, registration } from './register-files.js';

export interface LibraryFilesParts {
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly registrar: Pick<RegisterFiles, 'run' | 'runChanged'>;
}

/**
 * Registers the files of sources with local files, next to whatever downloads. It is to `library_sync` what the
 * registration of the download stage is to `sync`.
 */
export class LibraryFilesExecutor implements StageExecutor<CatalogueStores> {
  readonly type = 'library_files';
  readonly lane = 'general';
  readonly concurrency = 1;
  readonly itemsPerClaim = 1;
  readonly stallAfterMs = 600_000;

  constructor(private readonly parts: LibraryFilesParts) {}

  async *plan(job: Job, { round }: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    for (const { name, hasLocalFiles } of chooseSources(await this.parts.sources.sources(signal), sourcesOf(job))) {
      if (hasLocalFiles) yield registration(name, round);
    }
  }

  execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    const { registrar } = this.parts;
    // Now and then all of them: after a scan of the whole library.
    const { job } = context;
    const isWhole = job.template === 'scan' && foldersOfJob(job) === undefined;
    return isWhole ? registrar.run(item.source, undefined, context) : registrar.runChanged(item.source, context);
  }
}
