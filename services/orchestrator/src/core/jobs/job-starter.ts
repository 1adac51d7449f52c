import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { Job, JobRequest } from '@catalogsync/job-engine';
import { type LyricsOrder, toLyricsRecord } from '../lyrics/lyrics-order.js';
import { toSongsRecord } from '../playlist-file/named-songs.js';
import { type PlaylistScope, withPlatforms } from '../playlist-file/playlist-scope.js';
import { toScopeRecord } from '../playlist-file/scope-record.js';
import { forcedRecord } from '../publish/publish-executor.js';
import type { ScheduleStores } from '../schedules/schedule.js';
import { chooseSources, knownSources, properNames, properPlatform } from '../sources/choose-sources.js';
import { toFoldersRecord } from '../sources/scan-order.js';
import type { LibraryFolder, Source, SourceCatalog } from '../sources/source-catalog.js';
import { parseTemplate, takesFolders, takesPlaylists, templates } from '../templates/templates.js';
import { toBackendsRecord } from '../upload/named-backends.js';

/** What a person, a script or a schedule requests. */
export interface JobOrder {
  /** A template's name, see templates.ts. */
  readonly template: string;
  /** Sources to collect from; empty means all configured ones. */
  readonly sources?: readonly string[];
  /** Sources to download from, in order; empty means as configured. */
  readonly downloadSources?: readonly string[];
  /** Touches only these playlists; nothing is collected then (behaviours 105, 139). */
  readonly scope?: PlaylistScope;
  /** For a lyrics job: which files, and how. */
  readonly lyrics?: LyricsOrder;
  /** For a scan: only these folders of the library. */
  readonly folders?: readonly LibraryFolder[];
  /** Publishes even if nothing has changed. Only for jobs without other terms. */
  readonly force?: boolean;
  /** Handles only these songs, by id: downloads them, whether they have files or not, or uploads those that wait. Nothing is collected or synced then. */
  readonly songs?: readonly number[];
  /** Uploads only to these storage backends. */
  readonly backends?: readonly string[];
  /** Why a program requests it by itself; shown with the job. Not for jobs with a scope or an order for lyrics. */
  readonly reason?: string;
}

/** Why a program requested the job by itself; empty if it was not one. */
export function reasonOf({ scope }: Pick<Job, 'scope'>): string {
  return typeof scope.reason === 'string' ? scope.reason : '';
}

/** Extra writes in the transaction that creates the job. */
export type BesideJob = (stores: ScheduleStores, jobId: number) => Promise<void>;

export interface JobStarterParts {
  /** Queues the job, see `JobEngine.createJob`. */
  readonly createJob: (request: JobRequest, also: BesideJob) => Promise<number>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly audit: Audit;
  /** Frozen with each job (behaviours 109 to 111); contains no secret. */
  readonly config: Job['config'];
  /** Why a stage is left out if nothing here works on it, by stage. */
  readonly whyLeftOut?: Readonly<Record<string, string>>;
}

/** The stages that a job with a scope needs not, and why. */
const nothingToCollect = { stages: ['collect'], why: 'only the named playlists are handled' };
const onlyNamedSongs = { stages: ['collect', 'sync'], why: 'only the named songs are downloaded' };

/** The only way to create a job, for all callers. */
export class JobStarter {
  constructor(private readonly parts: JobStarterParts) {}

  /**
   * Queues a job and returns its id; if `also` throws, the job is undone. Source names are checked now if the
   * resolver answers; otherwise when the job runs.
   * @throws Fault `invalid_argument` for an unknown template or source, or a template that does not support playlists
   *   or lyrics; `failed_precondition` if none of its stages, or not a named source, is configured
   */
  start(order: JobOrder, actor: Actor, signal: AbortSignal, also?: BesideJob): Promise<number> {
    const target = `job of the template ${order.template}`;
    return this.parts.audit.changeWithin({ ...actor, action: 'createJob', target }, async (done) =>
      this.parts.createJob(await this.requestOf(order, signal), async (stores, jobId) => {
        await also?.(stores, jobId);
        await done(`job ${jobId} (${order.template})`);
      }),
    );
  }

  private async requestOf(order: JobOrder, signal: AbortSignal): Promise<JobRequest> {
    const { template, sources = [], downloadSources = [], scope, lyrics, reason } = order;
    const all: readonly string[] = templates[parseTemplate(template)];
    if (scope !== undefined && !takesPlaylists(all)) {
      throw new Fault('invalid_argument', `a job of the template "${template}" cannot be limited to playlists`, {
        hint: 'Choose one that syncs or downloads.',
      });
    }
    if (lyrics !== undefined && !all.includes('lyrics')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" does not fetch lyrics`);
    }
    if (order.folders !== undefined && !takesFolders(all)) {
      throw new Fault('invalid_argument', `a job of the template "${template}" cannot be limited to folders`);
    }
    if (order.songs !== undefined && !all.includes('download') && !all.includes('upload')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" downloads no songs`);
    }
    if (order.backends !== undefined && !all.includes('upload')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" uploads nothing`);
    }
    const names = [...sources, ...downloadSources];
    requireNames(names);
    const asksSources = names.length > 0 || scope !== undefined || lyrics?.platform !== undefined;
    const known = asksSources ? await knownSources(this.parts.sources, signal) : undefined;
    if (known !== undefined && names.length > 0) chooseSources(known, names);
    const needless = order.songs !== undefined ? onlyNamedSongs : scope !== undefined ? nothingToCollect : undefined;
    const stages = all.filter((stage) => needless?.stages.includes(stage) !== true);
    const reasons = Object.entries(this.parts.whyLeftOut ?? {}).filter(([stage]) => stages.includes(stage));
    if (needless !== undefined)
      reasons.unshift(...all.filter((stage) => !stages.includes(stage)).map((stage): [string, string] => [stage, needless.why]));
    const limits = limitsOf(order, known);
    const terms = reason === undefined ? limits : { ...limits, reason };
    const properly = (given: readonly string[]) => (known === undefined ? given : properNames(known, given));
    const chosen = { choices: { sources: properly(sources), downloadSources: properly(downloadSources) }, scope: terms };
    return { template, stages, config: this.parts.config, ...chosen, whyLeftOut: Object.fromEntries(reasons) };
  }
}

/** What limits the job, with platforms under their proper names where the resolver answers. */
function limitsOf({ scope, lyrics, folders, songs, backends, force }: JobOrder, known: readonly Source[] | undefined): Job['scope'] {
  const properly = (platform: string): string => (known === undefined ? platform : properPlatform(known, platform));
  if (lyrics !== undefined) return toLyricsRecord({ ...lyrics, platform: lyrics.platform && properly(lyrics.platform) });
  if (folders !== undefined) return toFoldersRecord(folders);
  if (songs !== undefined || backends !== undefined)
    return { ...(songs === undefined ? {} : toSongsRecord(songs)), ...(backends === undefined ? {} : toBackendsRecord(backends)) };
  if (force === true) return forcedRecord;
  return toScopeRecord(scope && withPlatforms(scope, properly));
}

/** Needed even if the sources cannot be asked: the stored text must be parseable. */
function requireNames(words: readonly string[]): void {
  const bad = words.find((word) => word.trim() === '' || word.includes(','));
  if (bad !== undefined)
    throw new Fault('invalid_argument', `"${bad}" is not a valid source name`, { hint: 'Names must not contain commas.' });
}
