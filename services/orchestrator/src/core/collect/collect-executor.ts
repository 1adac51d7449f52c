import type { Fault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor, ToldEvent } from '@catalogsync/job-engine';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { chooseSources, localFirst, sourceNamed, sourcesOf } from '../sources/choose-sources.js';
import { foldersOfJob } from '../sources/scan-order.js';
import type { LibraryScanner, ScanSummary, Source, SourceCatalog } from '../sources/source-catalog.js';
import { Listing, removeUnlisted } from './unlisted.js';

export interface CollectExecutorParts {
  readonly sources: SourceCatalog;
  readonly scanner: LibraryScanner;
  readonly writer: CatalogueWriter;
  readonly now: () => number;
  /** How long charts stay that their source no longer lists any of. */
  readonly keepChartsMs: number;
}

/** `library_collect` is the same for sources with local files alone, and scans only the folders that its job names. */
type CollectStage = 'collect' | 'library_collect';

/** What a scan of local folders reports. */
interface ScanReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly events: readonly ToldEvent[];
  readonly notices: readonly string[];
}

/**
 * Brings playlists, pools and their links in line with the sources' lists, one item per source. Removes nothing
 * before a source has been listed to its end. Pages are stored as they arrive; storing them again changes nothing, so
 * restarting an item is harmless.
 *
 * A playlist that is no longer listed leaves its pools and keeps its songs: charts come and go. For a source with
 * local files the catalogue mirrors folders, so there the playlist itself is removed. Songs are never removed; their
 * files are (see RegisterFiles). A source that fails, even half way, keeps all that it listed before.
 */
export class CollectExecutor implements StageExecutor<CatalogueStores> {
  readonly lane = 'general';
  readonly concurrency = 4;
  readonly itemsPerClaim = 1;
  /** Longer than the silence after which the calls themselves time out. */
  readonly stallAfterMs = 900_000;

  constructor(
    private readonly parts: CollectExecutorParts,
    readonly type: CollectStage = 'collect',
  ) {}

  async *plan(job: Job, _stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    for (const { name, lists, hasLocalFiles } of localFirst(chooseSources(await this.parts.sources.sources(signal), sourcesOf(job)))) {
      const about = { source: name, displayText: name, first: hasLocalFiles };
      if (this.type === 'library_collect' && !hasLocalFiles) continue;
      if (lists || hasLocalFiles) yield { type: 'collect_source', key: `source:${name}`, ...about };
    }
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    const source = sourceNamed(await this.parts.sources.sources(context.signal), item.source);
    const scanned = source.hasLocalFiles ? await this.scan(context) : undefined;
    const listed = source.lists ? await this.collect(source, context) : { playlists: 0, notices: [] };
    const notices = [...(scanned?.notices ?? []), ...listed.notices];
    const { counts, events } = scanned ?? {};
    return { kind: 'succeeded', result: { playlist_count: listed.playlists, ...counts }, events, notices };
  }

  /** Once per job: later tries are in its log. */
  failureEvents({ source, failures }: Item, { message }: Fault): readonly ToldEvent[] {
    if (failures > 0) return [];
    return [{ type: 'source_kept', message: `${source} could not be listed: ${message}; what it listed before stays` }];
  }

  private async scan({ job, signal, report }: ExecutionContext): Promise<ScanReport> {
    let summary: ScanSummary | undefined;
    const folders = this.type === 'collect' ? undefined : (foldersOfJob(job) ?? []);
    for await (const step of this.parts.scanner.scan(signal, folders)) {
      if (step.kind === 'summary') summary = step;
      else report({ done: step.done, total: step.total, unit: 'files', current: step.current });
    }
    return summary === undefined ? { counts: {}, events: [], notices: [] } : reportOf(summary);
  }

  private async collect(source: Source, context: ExecutionContext): Promise<{ playlists: number; notices: string[] }> {
    const { job, signal, report } = context;
    const { writer, sources, now, keepChartsMs } = this.parts;
    const listing = new Listing();
    const notices: string[] = [];
    for await (const page of sources.playlists(source.name, signal)) {
      listing.add(page.items, await writer.run((stores) => stores.listing.save(source.name, page.items), { signal }));
      notices.push(...page.notices);
      // Files were already counted; listing playlists takes only seconds.
      if (!source.hasLocalFiles) report({ done: listing.count, total: 0, unit: 'playlists', current: source.name });
    }
    const run = { now: now(), jobCreatedAt: job.createdAt, keepChartsMs };
    notices.push(...(await removeUnlisted(writer, { source, listing, run }, signal)));
    return { playlists: listing.count, notices };
  }
}

function reportOf({ problemCount, problems, knownFaultCount, setAsideCount, ...counts }: ScanSummary): ScanReport {
  const { files, added, changed, moved, removed, reread, duplicateCount } = counts;
  const changes = `${files} files: ${added} added, ${changed} changed, ${moved} moved, ${removed} removed`;
  const events: Array<ScanReport['events'][number]> = [{ type: 'library_scanned', message: changes }];
  if (reread > 0)
    events.push({ type: 'tags_reread', message: `the tags of ${reread} unchanged files were read again: this version reads more of them` });
  if (duplicateCount > 0) {
    const what = duplicateCount === 1 ? 'file has' : 'files have';
    const message = `${duplicateCount} ${what} the same content as another: the ${files} files are ${files - duplicateCount} songs`;
    events.push({ type: 'duplicate_files', message });
  }
  if (knownFaultCount + setAsideCount > 0) {
    const aside = setAsideCount > 0 ? `, and ${setAsideCount} more that are set aside` : '';
    events.push({
      type: 'known_faults',
      message: `${knownFaultCount} known ${knownFaultCount === 1 ? 'fault' : 'faults'} of files${aside}: see library faults`,
    });
  }
  const notices = problems.map(({ path, reason }) => `${path}: ${reason}`);
  if (problemCount > problems.length) notices.push(`${problemCount - problems.length} more files could not be read: see library faults`);
  return { counts: { files, added, changed, moved, removed }, events, notices };
}
