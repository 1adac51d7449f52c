import type { Instant } from '@catalogsync/job-engine';

/** An item of a job that did its work. */
export interface EndedRun {
  readonly jobId: number;
  readonly source: string;
  readonly endedAt: Instant | undefined;
  /** As its executor reported it. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** Succeeded items of the newest stages of a type. Reads committed state through indices. */
export interface LatestRuns {
  /**
   * Newest stage first; of at most 20 stages, and of each the first 50 items.
   * @param enough of them, newest stages first
   */
  of(stageType: string, itemType: string, enough: number): Promise<readonly EndedRun[]>;
}

/** What a scan of the library found. */
export interface LibraryScan {
  readonly jobId: number;
  readonly endedAt: Instant | undefined;
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
}

const manyRuns = 1000;

/** Item type of a source that was listed, or whose folders were scanned. */
const collectSource = 'collect_source';

/** The newest scan of the library, as a whole or in part; undefined if none of the latest jobs did one. */
export async function lastLibraryScan(runs: LatestRuns): Promise<LibraryScan | undefined> {
  const scans: EndedRun[] = [];
  for (const stage of ['library_collect', 'collect']) {
    const found = (await runs.of(stage, collectSource, manyRuns)).find(({ result }) => typeof result.files === 'number');
    if (found !== undefined) scans.push(found);
  }
  const [last] = scans.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  if (last === undefined) return undefined;
  const count = (name: string): number => Number(last.result[name]) || 0;
  const counts = { files: count('files'), added: count('added'), changed: count('changed'), moved: count('moved') };
  return { jobId: last.jobId, endedAt: last.endedAt, ...counts, removed: count('removed') };
}

/** When each source was last listed to its end, by the latest jobs. */
export async function collectedAt(runs: LatestRuns): Promise<ReadonlyMap<string, Instant>> {
  const at = new Map<string, Instant>();
  for (const stage of ['library_collect', 'collect']) {
    for (const { source, endedAt = 0 } of await runs.of(stage, collectSource, manyRuns))
      at.set(source, Math.max(endedAt, at.get(source) ?? 0));
  }
  return at;
}

/** When the media server last scanned its library for a job. */
export async function lastServerScan(runs: LatestRuns): Promise<Instant | undefined> {
  return (await runs.of('scan', 'scan_library', 1))[0]?.endedAt;
}
