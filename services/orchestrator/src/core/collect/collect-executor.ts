import type { CatalogueWriter } from '../catalogue/catalogue-writer.js';
import type { StageContext, StageResult, StageWork } from '../jobs/stage-work.js';
import { chooseSources } from '../sources/choose-sources.js';
import type { LibraryScanner, ScanSummary, Source, SourceCatalog } from '../sources/source-catalog.js';
import type { PoolLink } from './listing-store.js';

/** Links and playlists removed in one transaction. */
const removalBatch = 500;

export interface CollectStageParts {
  readonly sources: SourceCatalog;
  readonly scanner: LibraryScanner;
  readonly writer: CatalogueWriter;
}

/**
 * Brings playlists, pools and their links in line with what the sources list. Nothing is removed
 * before a source has been listed to its end.
 *
 * A playlist that its source lists no more leaves its pools and keeps its songs: charts come and go.
 * The catalogue of a source with local files mirrors folders, so there the playlist itself goes. Songs
 * are never removed; their files are (see RegisterStage).
 */
export class CollectStage implements StageWork {
  readonly type = 'collect';

  constructor(private readonly parts: CollectStageParts) {}

  async run(context: StageContext): Promise<StageResult> {
    const chosen = chooseSources(await this.parts.sources.sources(context.signal), context.sources);
    const problems = chosen.some((source) => source.hasLocalFiles) ? await this.scan(context) : 0;
    let done = 0;
    for (const source of chosen) {
      if (source.lists) done = await this.collect(source, done, context);
    }
    return problems === 0 ? 'completed' : 'completed_with_errors';
  }

  /** Answers how many files and folders could not be read. */
  private async scan({ signal, report, notice, event }: StageContext): Promise<number> {
    let summary: ScanSummary | undefined;
    for await (const step of this.parts.scanner.scan(signal)) {
      if (step.kind === 'summary') summary = step;
      else report({ done: step.done, total: step.total, unit: 'files', current: step.current });
    }
    if (summary === undefined) return 0;
    const { files, added, changed, moved, removed, problemCount, problems, duplicateCount } = summary;
    event('library_scanned', `${files} files: ${added} added, ${changed} changed, ${moved} moved, ${removed} removed`);
    if (duplicateCount > 0) event('duplicate_files', `${duplicateCount} files have the content of another one`);
    for (const { path, reason } of problems) notice(`${path}: ${reason}`);
    if (problemCount > problems.length) notice(`${problemCount - problems.length} more files could not be read`);
    return problemCount;
  }

  private async collect(source: Source, doneBefore: number, { signal, report }: StageContext): Promise<number> {
    const { writer, sources } = this.parts;
    const listedLinks = new Set<string>();
    const listedIds = new Set<number>();
    let done = doneBefore;
    for await (const page of sources.playlists(source.name, signal)) {
      const saved = await writer.run(({ listing }) => listing.save(source.name, page), { signal });
      for (const id of saved.playlistIds) listedIds.add(id);
      for (const link of saved.links) listedLinks.add(keyOf(link));
      done += page.length;
      report({ done, total: 0, unit: 'playlists', current: source.name });
    }
    await this.removeUnlisted(source, listedLinks, listedIds, signal);
    return done;
  }

  private async removeUnlisted(
    source: Source,
    listedLinks: ReadonlySet<string>,
    listedIds: ReadonlySet<number>,
    signal: AbortSignal,
  ): Promise<void> {
    const { writer } = this.parts;
    const { links, ids } = await writer.run(
      async ({ listing }) => ({
        links: await listing.links(source.name, source.hasLocalFiles),
        ids: source.hasLocalFiles ? await listing.playlistIds(source.name) : [],
      }),
      { signal },
    );
    const goneLinks = links.filter((link) => !listedLinks.has(keyOf(link)));
    const goneIds = ids.filter((id) => !listedIds.has(id));
    for (const batch of batches(goneLinks)) await writer.run(({ listing }) => listing.unlink(batch), { signal });
    for (const batch of batches(goneIds)) await writer.run(({ listing }) => listing.removePlaylists(batch), { signal });
    if (goneLinks.length > 0) await writer.run(({ listing }) => listing.removeEmptyPools(source.name), { signal });
  }
}

const keyOf = (link: PoolLink): string => `${link.poolId}/${link.playlistId}`;

function* batches<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += removalBatch) yield all.slice(at, at + removalBatch);
}
