import type { Clock } from '@catalogsync/runtime';
import type { FileLocation, PresentPlaces } from './stream-ports.js';

/** While the library is watched, a move is known within some seconds. Players wait this long for the first bytes. */
const longestMs = 6_000;
const lookMs = 250;
/** After a wait in vain: nobody seems to watch, or a volume is away, and each further wait would be for nothing as well. */
const restMs = 60_000;
/** Files waited for at once. */
const mostFiles = 16;

export interface WaitingTime extends Clock {
  sleep(ms: number): Promise<void>;
}

/**
 * Tells where a file is that is not in its place any more. As long as nobody has noticed that, the link waits for the news,
 * which the watch of the library brings: nothing is looked for because of a link, so links cannot keep the NAS busy.
 */
export class AwaitedPlaces {
  private readonly waits = new Map<number, Promise<FileLocation | undefined>>();
  private restsUntil = 0;

  constructor(
    private readonly places: PresentPlaces,
    private readonly time: WaitingTime,
  ) {}

  /**
   * @param missing where the file is not
   * @returns another place, of this file or of another one of its song; undefined if there is none
   */
  async elsewhere(fileLocationId: number, missing: FileLocation | undefined): Promise<FileLocation | undefined> {
    const present = await this.places.locate(fileLocationId);
    if (!isSame(present, missing)) return present;
    const waiting = this.waits.get(fileLocationId);
    if (waiting !== undefined) return waiting;
    if (present === undefined || this.time.now() < this.restsUntil || this.waits.size >= mostFiles) return undefined;
    const wait = this.untilNoticed(fileLocationId, missing).finally(() => this.waits.delete(fileLocationId));
    this.waits.set(fileLocationId, wait);
    return wait;
  }

  private async untilNoticed(fileLocationId: number, missing: FileLocation | undefined): Promise<FileLocation | undefined> {
    for (let waitedMs = 0; waitedMs < longestMs; waitedMs += lookMs) {
      await this.time.sleep(lookMs);
      const present = await this.places.locate(fileLocationId);
      if (!isSame(present, missing)) return present;
    }
    this.restsUntil = this.time.now() + restMs;
    return undefined;
  }
}

const isSame = (one: FileLocation | undefined, other: FileLocation | undefined): boolean =>
  one?.backendName === other?.backendName && one?.locator === other?.locator;
