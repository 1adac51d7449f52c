import type { JobView } from './records/job.js';
import type { RunningItem } from './work/worker.js';

/** A job as its watchers see it. */
export interface JobSnapshot extends JobView {
  readonly running: readonly RunningItem[];
  /** Items that ended since the last snapshot and had reported progress, in their final state. */
  readonly justEnded: readonly RunningItem[];
  /** New messages for a person since the last snapshot. */
  readonly notices: readonly string[];
}

/** One watcher's mailbox: changes while it is busy become one piece of news. */
export interface Subscription {
  /** Resolves at the next news, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
  /** What has ended since the last call. */
  takeEnded(): RunningItem[];
  close(): void;
}

/** For a watcher that stays busy for long. */
const keptEnds = 50;

class Place implements Subscription {
  private dirty = false;
  private ended: RunningItem[] = [];
  private wake: (() => void) | undefined;

  constructor(readonly close: () => void) {}

  tell(): void {
    this.dirty = true;
    this.wake?.();
  }

  async next(signal: AbortSignal): Promise<void> {
    if (!this.dirty && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = () => {
          signal.removeEventListener('abort', resolve as () => void);
          resolve();
        };
        signal.addEventListener('abort', resolve as () => void);
      });
      this.wake = undefined;
    }
    this.dirty = false;
  }

  tellEnd(item: RunningItem): void {
    this.ended.push(item);
    if (this.ended.length > keptEnds) this.ended.shift();
  }

  takeEnded(): RunningItem[] {
    const { ended } = this;
    this.ended = [];
    return ended;
  }
}

/** What a watcher follows; `jobs` is every job. */
export type Topic = { readonly jobId: number } | { readonly commandId: number } | 'jobs';

/** Tells watchers that a job changed or a command was settled; they read the new state themselves. */
export class ChangeFeed {
  private readonly places = new Map<Place, Topic>();

  subscribe(topic: Topic): Subscription {
    const place: Place = new Place(() => this.places.delete(place));
    this.places.set(place, topic);
    return place;
  }

  touch(jobId: number): void {
    for (const place of this.ofJob(jobId)) place.tell();
    for (const [place, topic] of this.places) if (topic === 'jobs') place.tell();
  }

  /** A command was applied or rejected. */
  settled(commandId: number): void {
    for (const [place, topic] of this.places) {
      if (topic !== 'jobs' && 'commandId' in topic && topic.commandId === commandId) place.tell();
    }
  }

  /** An item ended; watchers hear of it with the next news of its job. */
  ended(item: RunningItem): void {
    for (const place of this.ofJob(item.job.id)) place.tellEnd(item);
  }

  touchAll(): void {
    for (const place of this.places.keys()) place.tell();
  }

  private *ofJob(jobId: number): Iterable<Place> {
    for (const [place, topic] of this.places) if (topic !== 'jobs' && 'jobId' in topic && topic.jobId === jobId) yield place;
  }
}
