import type { JobView } from './engine-store.js';
import type { RunningItem } from './worker.js';

/** A job as those who watch it see it. */
export interface JobSnapshot extends JobView {
  readonly running: readonly RunningItem[];
  /** Items that ended since the snapshot before and had told how far they were, as they were at their end. */
  readonly justEnded: readonly RunningItem[];
  /** What a person should see, new since the snapshot before. */
  readonly notices: readonly string[];
}

/** One watcher's place: whatever happens while it looks away becomes one piece of news. */
export interface Subscription {
  /** Resolves at the next news, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
  /** What ended since this was asked before. */
  takeEnded(): RunningItem[];
  close(): void;
}

/** For a watcher that looks away for long. */
const keptEnds = 50;

class Place implements Subscription {
  private dirty = false;
  private ended: RunningItem[] = [];
  private wake: (() => void) | undefined;

  constructor(private readonly leave: () => void) {}

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
        signal.addEventListener('abort', resolve as () => void, { once: true });
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

  close(): void {
    this.leave();
  }
}

/** Tells watchers that a job changed; what changed they read themselves. */
export class ChangeFeed {
  private readonly places = new Map<Place, number | undefined>();

  /** `undefined` is told of every job. */
  subscribe(jobId: number | undefined): Subscription {
    const place: Place = new Place(() => this.places.delete(place));
    this.places.set(place, jobId);
    return place;
  }

  touch(jobId: number): void {
    for (const [place, wanted] of this.places) if (wanted === undefined || wanted === jobId) place.tell();
  }

  /** An item ends; told with the next news of its job. */
  ended(item: RunningItem): void {
    for (const [place, wanted] of this.places) if (wanted === item.job.id) place.tellEnd(item);
  }

  touchAll(): void {
    for (const place of this.places.keys()) place.tell();
  }
}
