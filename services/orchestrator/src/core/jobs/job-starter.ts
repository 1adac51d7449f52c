import { Fault } from '@catalogsync/faults';
import type { Job, JobRequest } from '@catalogsync/job-engine';
import { type LyricsOrder, toLyricsRecord } from '../lyrics/lyrics-order.js';
import type { PlaylistScope } from '../playlist-file/playlist-scope.js';
import { toScopeRecord } from '../playlist-file/scope-record.js';
import type { ScheduleStores } from '../schedules/schedule-store.js';
import { chooseSources, knownSources } from '../sources/choose-sources.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import { parseTemplate, templates } from '../templates/templates.js';

/** What a person, a script or a schedule asks for. */
export interface JobOrder {
  /** A template's name, see templates.ts. */
  readonly template: string;
  /** Sources to collect from; empty means all that are configured. */
  readonly sources?: readonly string[];
  /** Sources to download from, in order; empty means as configured. */
  readonly downloadSources?: readonly string[];
  /** The only playlists to touch; nothing is collected then (behaviours 105, 139). */
  readonly scope?: PlaylistScope;
  /** Of a job that looks for lyrics: which files, and how. */
  readonly lyrics?: LyricsOrder;
}

/** What is written in the transaction that makes the job. */
export type BesideJob = (stores: ScheduleStores, jobId: number) => Promise<void>;

export interface JobStarterParts {
  /** Queues the job, see `JobEngine.createJob`. */
  readonly createJob: (request: JobRequest, also?: BesideJob) => Promise<number>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  /** Kept with each job, frozen (behaviours 109 to 111); holds no secret. */
  readonly config: Job['config'];
}

/** The one way to a new job, whoever asks. */
export class JobStarter {
  constructor(private readonly parts: JobStarterParts) {}

  /**
   * Queues a job and answers its id; what `also` throws undoes it. Names of sources are checked as far as the
   * sources can be asked now; else the job finds out when it runs.
   * @throws Fault `invalid_argument` for an unknown template or source, or a template that has nothing to
   *   do with the playlists of its scope, or with lyrics; `failed_precondition` if nothing of it is configured, or a source
   *   is not
   */
  async start(order: JobOrder, signal: AbortSignal, also?: BesideJob): Promise<number> {
    const { template, sources = [], downloadSources = [], scope, lyrics } = order;
    const all: readonly string[] = templates[parseTemplate(template)];
    if (scope !== undefined && !all.includes('sync') && !all.includes('download')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" cannot be confined to playlists`, {
        hint: 'Choose one that syncs or downloads.',
      });
    }
    if (lyrics !== undefined && !all.includes('lyrics')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" looks for no lyrics`);
    }
    const names = [...sources, ...downloadSources];
    requireNames(names);
    const known = names.length === 0 ? undefined : await knownSources(this.parts.sources, signal);
    if (known !== undefined) chooseSources(known, names);
    const { config, createJob } = this.parts;
    // A job with a scope has no use for collecting, so that is left out without a word.
    const stages = scope === undefined ? all : all.filter((stage) => stage !== 'collect');
    const limits = lyrics === undefined ? toScopeRecord(scope) : toLyricsRecord(lyrics);
    return createJob({ template, stages, config, choices: { sources, downloadSources }, scope: limits }, also);
  }
}

/** Also while the sources cannot be asked: what is kept with the job must be readable again. */
function requireNames(words: readonly string[]): void {
  const bad = words.find((word) => word.trim() === '' || word.includes(','));
  if (bad !== undefined)
    throw new Fault('invalid_argument', `"${bad}" is no name of a source`, { hint: 'Names are words without commas.' });
}
