import { createHash } from 'node:crypto';
import type { EngineStore, JobEngine, StageExecutor } from '@catalogsync/job-engine';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database, WriteSession } from '@catalogsync/sqlite';
import { ChildCoverMaker } from './adapters/cover-pictures/child-cover-maker.js';
import { CoverFolder } from './adapters/cover-pictures/cover-folder.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { SqliteCoverQuestions } from './adapters/sqlite/stores/cover-questions.js';
import { SqliteCoverWriter } from './adapters/sqlite/stores/cover-writer.js';
import type { OrchestratorConfig } from './config.js';
import type { CoverFinder } from './core/covers/cover-finder.js';
import { CoverKeeper, isDownloading } from './core/covers/cover-keeper.js';
import { CoversExecutor } from './core/covers/covers-executor.js';
import type { HashOf } from './core/covers/picture.js';
import type { SourceCatalog } from './core/sources/source-catalog.js';

export interface CoverPeers {
  readonly sources: Pick<SourceCatalog, 'sources'>;
  /** Absent if covers cannot be looked for. */
  readonly covers?: CoverFinder;
}

const hashOf: HashOf = (content) => createHash('sha256').update(content).digest('hex');

/** The executor that looks for covers; none if that is turned off. */
export function coversExecutor<Stores>(
  { COVERS, COVERS_DIR }: Pick<OrchestratorConfig, 'COVERS' | 'COVERS_DIR'>,
  { clock }: Pick<ServiceContext, 'clock'>,
  database: Database,
  store: Pick<EngineStore<unknown>, 'jobsIn'>,
  { sources, covers: finder }: CoverPeers,
): readonly StageExecutor<Stores>[] {
  if (finder === undefined || COVERS === 'off') return [];
  const writer = database.unitOfWork((session: WriteSession) => ({ covers: new SqliteCoverWriter(session) }));
  const pictures = { maker: new ChildCoverMaker(), files: new CoverFolder(COVERS_DIR), hashOf };
  const questions = new SqliteCoverQuestions(database.reads);
  const now = (): number => clock.now();
  return [new CoversExecutor({ questions, writer, finder, sources, ...pictures, now, isDownloading: () => isDownloading(store) })];
}

/** What starts jobs for covers that wait; does nothing if covers are turned off. */
export function coverKeeper(
  { COVERS }: Pick<OrchestratorConfig, 'COVERS'>,
  { clock, log }: ServiceContext,
  database: Database,
  engine: Pick<JobEngine<never>, 'changes'>,
  parts: { readonly store: Pick<EngineStore<unknown>, 'jobsIn'>; readonly start: (reason: string, signal: AbortSignal) => Promise<number> },
): Pick<CoverKeeper, 'start' | 'stop'> {
  if (COVERS === 'off') return { start: () => undefined, stop: () => Promise.resolve() };
  const questions = new SqliteCoverQuestions(database.reads);
  const surroundings = { clock, log, pacing: systemPacing };
  return new CoverKeeper({ ...parts, questions, changes: () => engine.changes(), surroundings });
}
