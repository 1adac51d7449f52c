import type { Schemas } from '../../api/types.js';

export type Story = Schemas['SongStory'];
export type Search = Story['resolves'][number];
/** @internal for tests */
export type Download = Story['downloads'][number];
type Trial = Search['trials'][number];
export type Attempt = Download['attempts'][number];
export type SongFile = Schemas['SongDetail']['files'][number];
export type Candidate = Schemas['Candidate'];
type Held = Story['quarantine'][number];

/** What one source did in a run: it was asked, and its recordings were fetched. */
export interface Step {
  readonly source: string;
  readonly trial: Trial | undefined;
  readonly attempts: readonly Attempt[];
}

/** One try to get the song: a search, a download, or both. */
export interface Run {
  readonly kind: 'run';
  readonly at: number;
  readonly search: Search | undefined;
  readonly download: Download | undefined;
  readonly steps: readonly Step[];
  /** The job that wanted it, if it is still known. */
  readonly jobId: number | undefined;
  readonly files: readonly SongFile[];
}

/** One point of the story, in milliseconds since 1970. */
export type Entry =
  | Run
  | { readonly kind: 'choice'; readonly at: number; readonly choice: NonNullable<Story['choice']> }
  | { readonly kind: 'rejected'; readonly at: number; readonly rejected: Story['rejected'][number] }
  | { readonly kind: 'held'; readonly at: number; readonly held: Held }
  | { readonly kind: 'file'; readonly at: number; readonly file: SongFile };

/** Clocks of two services, and what is written after a download ended. */
const slackMs = 5000;
/** Moving a file into the library and looking at it takes no longer. */
const filedWithinMs = 600_000;

const instant = (text: string | null): number => (text === null ? Number.NaN : Date.parse(text));

interface Window {
  readonly from: number;
  readonly until: number;
}

const windowOf = ({ createdAt, endedAt }: Download): Window => ({
  from: instant(createdAt) - slackMs,
  until: endedAt === null ? Number.POSITIVE_INFINITY : instant(endedAt) + slackMs,
});

const isWithin = (at: number, { from, until }: Window): boolean => at >= from && at <= until;

/** Each source once, in the order in which they were asked. */
function stepsOf(search: Search | undefined, download: Download | undefined): Step[] {
  const attempts = download?.attempts ?? [];
  const trials = search?.trials ?? [];
  const sources = [...new Set([...trials, ...attempts].map(({ source }) => source))];
  return sources.map((source) => ({
    source,
    trial: trials.find((trial) => trial.source === source),
    attempts: attempts.filter((attempt) => attempt.source === source),
  }));
}

const jobOf = (story: Story, at: number): number | undefined =>
  story.items.find(({ itemType, startedAt, endedAt }) => {
    const until = endedAt === null ? Number.POSITIVE_INFINITY : instant(endedAt) + slackMs;
    return itemType === 'download_song_row' && isWithin(at, { from: instant(startedAt) - slackMs, until });
  })?.jobId;

function runsOf(story: Story, files: readonly SongFile[]): Run[] {
  const searches = [...story.resolves];
  const take = (window: Window): Search | undefined => {
    const found = searches.findIndex(({ decidedAt }) => isWithin(instant(decidedAt), window));
    return found === -1 ? undefined : searches.splice(found, 1)[0];
  };
  const runs = story.downloads.map((download): Run => {
    const [window, at] = [windowOf(download), instant(download.createdAt)];
    const search = take(window);
    const filed = files.filter(
      ({ addedAt, source }) => source === download.source && isWithin(instant(addedAt), { from: at, until: window.until + filedWithinMs }),
    );
    const ours = download.state === 'succeeded' ? filed : [];
    return { kind: 'run', at, search, download, steps: stepsOf(search, download), jobId: jobOf(story, at), files: ours };
  });
  const alone = searches.map((search): Run => {
    const at = instant(search.decidedAt);
    return { kind: 'run', at, search, download: undefined, steps: stepsOf(search, undefined), jobId: jobOf(story, at), files: [] };
  });
  return [...runs, ...alone];
}

/** The whole story, newest first. What belongs to a run stands in it only. */
export function entriesOf(story: Story, files: readonly SongFile[]): Entry[] {
  const runs = runsOf(story, files);
  const told = new Set(runs.flatMap((run) => run.files.map(({ id }) => id)));
  const refused = new Set(
    runs.flatMap(({ steps }) => steps.flatMap(({ attempts }) => attempts.map(({ source, remoteId }) => `${source} ${remoteId}`))),
  );
  const { choice, rejected, quarantine } = story;
  const others: Entry[] = [
    ...(choice === null ? [] : [{ kind: 'choice', at: instant(choice.createdAt), choice } as const]),
    ...rejected.map((one) => ({ kind: 'rejected', at: instant(one.rejectedAt), rejected: one }) as const),
    ...quarantine
      .filter(({ source, remoteId }) => !refused.has(`${source} ${remoteId}`))
      .map((held) => ({ kind: 'held', at: instant(held.createdAt), held }) as const),
    ...files.filter(({ id }) => !told.has(id)).map((file) => ({ kind: 'file', at: instant(file.addedAt), file }) as const),
  ];
  const place = ({ at }: Entry): number => (Number.isNaN(at) ? 0 : at);
  return [...runs, ...others].sort((a, b) => place(b) - place(a));
}
