import type { EngineStore } from '../records/engine-store.js';
import type { Instant } from '../records/job.js';
import type { Surroundings } from '../records/surroundings.js';
import { roomIsBack } from '../turn/disk-full.js';
import type { Turns } from '../turn/turn-scope.js';

/** Checks full volumes for room repeatedly, outside the turns: a volume may take long to answer. */
export class RoomWatch<Effects> {
  private probing: Promise<void> | undefined;
  private nextProbe = 0;
  private readonly ending = new AbortController();

  /** `onNews` is called with the jobs that resume. */
  constructor(
    private readonly store: Pick<EngineStore<Effects>, 'holds'>,
    private readonly turns: Turns<Effects>,
    private readonly surroundings: Surroundings,
    private readonly probeMs: number,
    private readonly onNews: (jobIds: Iterable<number>) => void,
  ) {}

  /** Starts a round of checks if one is due. */
  check(now: Instant): void {
    if (this.probing !== undefined || now < this.nextProbe || this.ending.signal.aborted) return;
    this.nextProbe = now + this.probeMs;
    this.probing = this.probe().finally(() => {
      this.probing = undefined;
    });
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.probing;
  }

  private async release(volume: string): Promise<void> {
    const touched = await this.turns.run(async (scope) => {
      await roomIsBack(scope, volume);
      return scope.after.touchedJobs;
    });
    this.onNews(touched);
  }

  private async probe(): Promise<void> {
    const { signal } = this.ending;
    try {
      const full = (await this.store.holds()).filter((hold) => hold.kind === 'volume');
      for (const { name } of full) {
        const hasRoom = await this.surroundings.volumes.hasRoom(name, signal);
        if (signal.aborted) return;
        if (hasRoom) await this.release(name);
      }
    } catch (error) {
      // A volume that cannot be checked counts as full; it is checked again.
      if (!signal.aborted) this.surroundings.log.warn({ err: error }, 'could not check a full volume for room');
    }
  }
}
