import type { Hold, Instant, JobView } from '@catalogsync/job-engine';
import type { Volume } from './volumes.js';

/** In the order in which they are told. */
export const causeKinds = [
  'serviceDown',
  'volumeFull',
  'noRunner',
  'jobFailed',
  'sourceOpen',
  'sourcePaused',
  'jobPaused',
  'failures',
  'quarantine',
] as const;
type CauseKind = (typeof causeKinds)[number];

export const verdictStates = ['ok', 'attention', 'trouble'] as const;
type VerdictState = (typeof verdictStates)[number];

/** Something that a person should know of. */
export interface Cause {
  readonly kind: CauseKind;
  /** Of the service, volume, source or template; empty for what has none. */
  readonly name: string;
  readonly since: Instant | undefined;
  /** Of jobs, items or files that it is about. */
  readonly count: number | undefined;
  readonly jobId: number | undefined;
}

export interface Verdict {
  readonly state: VerdictState;
  readonly causes: readonly Cause[];
}

/** Something with a name that is out of order since an instant, as far as that is known. */
export interface OutOfOrder {
  readonly name: string;
  readonly since: Instant | undefined;
}

/** What is known of the installation and its work. */
export interface Situation {
  readonly down: readonly OutOfOrder[];
  readonly volumes: readonly Volume[];
  readonly holds: readonly Hold[];
  /** Unfinished jobs. */
  readonly open: readonly JobView[];
  /** The newest jobs, newest first. */
  readonly recent: readonly JobView[];
  readonly isRunning: boolean;
  /** Sources that are not asked for a while, because they failed too often. */
  readonly openSources: readonly OutOfOrder[];
  /** Failed items of unfinished jobs that a retry may help: not those that no source has. */
  readonly failures: number;
  /** Files that wait for a person's decision. */
  readonly quarantined: number;
}

/** Work stands still, or failed as a whole. */
const troubling: ReadonlySet<CauseKind> = new Set(['serviceDown', 'volumeFull', 'noRunner', 'jobFailed']);

/** Whether all is well, and if not, why: what stops work first. */
export function verdictOf(situation: Situation): Verdict {
  const causes = [
    ...situation.down.map(({ name, since }) => cause('serviceDown', { name, since })),
    ...fullVolumes(situation),
    ...withoutRunner(situation),
    ...failedJobs(situation.recent),
    ...situation.openSources.map(({ name, since }) => cause('sourceOpen', { name, since })),
    ...situation.holds.flatMap(({ kind, name, since }) => (kind === 'source' ? [cause('sourcePaused', { name, since })] : [])),
    ...pausedJobs(situation.open),
    ...(situation.failures > 0 ? [cause('failures', { count: situation.failures })] : []),
    ...(situation.quarantined > 0 ? [cause('quarantine', { count: situation.quarantined })] : []),
  ];
  if (causes.some(({ kind }) => troubling.has(kind))) return { state: 'trouble', causes };
  return { state: causes.length > 0 ? 'attention' : 'ok', causes };
}

function cause(kind: CauseKind, { name = '', since, count, jobId }: Partial<Cause>): Cause {
  return { kind, name, since, count, jobId };
}

/** With the number of jobs that wait for room on it. */
function fullVolumes({ volumes, holds, open }: Situation): Cause[] {
  const waiting = open.flatMap(({ job }) => (job.pausedBy === 'disk_full' && job.pausedVolume !== undefined ? [job.pausedVolume] : []));
  const full = holds.filter(({ kind }) => kind === 'volume');
  const listed = volumes.filter((volume) => volume.full);
  const sinceOf = (folders: readonly string[]): Instant | undefined => full.find(({ name }) => folders.includes(name))?.since;
  const known = listed.map(({ path, folders }) => {
    return cause('volumeFull', { name: path, since: sinceOf(folders), count: waiting.filter((folder) => folders.includes(folder)).length });
  });
  // A folder that is not there now belongs to no listed volume.
  const others = full.filter(({ name }) => !listed.some(({ folders }) => folders.includes(name)));
  const unlisted = others.map(({ name, since }) => {
    return cause('volumeFull', { name, since, count: waiting.filter((folder) => folder === name).length });
  });
  return [...known, ...unlisted];
}

function withoutRunner({ isRunning, open }: Situation): Cause[] {
  const waiting = open.filter(({ job }) => job.status === 'queued');
  return isRunning || waiting.length === 0 ? [] : [cause('noRunner', { count: waiting.length })];
}

/** The newest job of its template failed: a later one that did not fail has made good for it. */
function failedJobs(recent: readonly JobView[]): Cause[] {
  const newest = [...Map.groupBy(recent, ({ job }) => job.template).values()].flatMap(([first]) => first ?? []);
  return newest.flatMap(({ job: { id: jobId, template: name, status, endedAt: since } }) =>
    status === 'failed' ? [cause('jobFailed', { name, since, jobId })] : [],
  );
}

/** Jobs that wait for room are told of with their volume. */
function pausedJobs(open: readonly JobView[]): Cause[] {
  return open.flatMap(({ job: { id: jobId, template: name, status, pausedBy } }) =>
    status === 'paused' && pausedBy !== 'disk_full' ? [cause('jobPaused', { name, jobId })] : [],
  );
}
