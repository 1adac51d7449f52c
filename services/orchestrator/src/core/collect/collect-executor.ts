import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueStores, CatalogueWriter, PoolLink } from '../catalogue/catalogue-stores.js';
import { chooseSources, localFirst, sourceNamed, sourcesOf } from '../sources/choose-sources.js';
import type { LibraryScanner, ScanSummary, Source, SourceCatalog } from '../sources/source-catalog.js';

/** Links and playlists removed in one transaction. */
const removalBatch = 500;

export interface CollectExecutorParts {
  readonly sources: SourceCatalog;
  readonly scanner: LibraryScanner;
  readonly writer: CatalogueWriter;
}

/** What a scan of local folders reports. */
interface ScanReport {
  readonly events: ReadonlyArray<{ readonly type: string; readonly message: string }>;
  readonly notices: readonly string[];
}

/**
 * Brings playlists, pools and their links in line with the sources' lists, one item per source. Removes nothing
 * before a source has been listed to its end. Pages are stored as they arrive; storing them again changes nothing, so
 * restarting an item is harmless.
 *
 * A playlist that is no longer listed leaves its pools and keeps its songs: charts come and go. For a source with
 * local files the catalogue mirrors folders, so there the playlist itself is removed. Songs are never removed; their
 * files are (see RegisterFiles).
 */
export class CollectExecutor implements StageExecutor<CatalogueStores> {
  readonly type = 'collect';
  readonly lane = 'general';
  readonly concurrency = 4;
  readonly itemsPerClaim = 1;
  /** Longer than the silence after which the calls themselves time out. */
  readonly stallAfterMs = 900_000;

  constructor(private readonly parts: CollectExecutorParts) {}

  async *plan(job: Job, _stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    for (const { name, lists, hasLocalFiles } of localFirst(chooseSources(await this.parts.sources.sources(signal), sourcesOf(job)))) {
      const about = { source: name, displayText: name, first: hasLocalFiles };
      if (lists || hasLocalFiles) yield { type: 'collect_source', key: `source:${name}`, ...about };
    }
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    const source = sourceNamed(await this.parts.sources.sources(context.signal), item.source);
    const scanned = source.hasLocalFiles ? await this.scan(context) : undefined;
    const listed = source.lists ? await this.collect(source, context) : { playlists: 0, notices: [] };
    const notices = [...(scanned?.notices ?? []), ...listed.notices];
    return { kind: 'succeeded', result: { playlist_count: listed.playlists }, ...scanned, notices };
  }

  private async scan({ signal, report }: ExecutionContext): Promise<ScanReport> {
    let summary: ScanSummary | undefined;
    for await (const step of this.parts.scanner.scan(signal)) {
      if (step.kind === 'summary') summary = step;
      else report({ done: step.done, total: step.total, unit: 'files', current: step.current });
    }
    return summary === undefined ? { events: [], notices: [] } : reportOf(summary);
  }

  private async collect(source: Source, { signal, report }: ExecutionContext): Promise<{ playlists: number; notices: string[] }> {
    const { writer, sources } = this.parts;
    const listedLinks = new Set<string>();
    const listedIds = new Set<number>();
    const notices: string[] = [];
    let done = 0;
    for await (const page of sources.playlists(source.name, signal)) {
      const saved = await writer.run(({ listing }) => listing.save(source.name, page.items), { signal });
      notices.push(...page.notices);
      for (const id of saved.playlistIds) listedIds.add(id);
      for (const link of saved.links) listedLinks.add(keyOf(link));
      done += page.items.length;
      // Files were already counted; listing playlists takes only seconds.
      if (!source.hasLocalFiles) report({ done, total: 0, unit: 'playlists', current: source.name });
    }
    await this.removeUnlisted(source, listedLinks, listedIds, signal);
    return { playlists: done, notices };
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

function reportOf({ files, added, changed, moved, removed, problemCount, problems, duplicateCount }: ScanSummary): ScanReport {
  const counts = `${files} files: ${added} added, ${changed} changed, ${moved} moved, ${removed} removed`;
  const events: Array<ScanReport['events'][number]> = [{ type: 'library_scanned', message: counts }];
  if (duplicateCount > 0) events.push({ type: 'duplicate_files', message: `${duplicateCount} files have the same content as another` });
  const notices = problems.map(({ path, reason }) => `${path}: ${reason}`);
  if (problemCount > problems.length) notices.push(`${problemCount - problems.length} more files could not be read`);
  return { events, notices };
}

const keyOf = (link: PoolLink): string => `${link.poolId}/${link.playlistId}`;

function* batches<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += removalBatch) yield all.slice(at, at + removalBatch);
}
