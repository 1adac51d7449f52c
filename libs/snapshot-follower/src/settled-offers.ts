import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { toFault } from '@catalogsync/faults';
import type { OfferedManifest, SnapshotSource } from './snapshot-source.js';

/** Faults of a publication that was read between two of its files. */
const tornCodes: ReadonlySet<string> = new Set(['data_corrupt', 'not_found']);

/** A publication is read again this often if it changed while it was read. */
const mostReads = 4;

/** What tells one offer of a publication from another. */
export function fingerprintOf({ manifest, signature }: OfferedManifest): string {
  return createHash('sha256').update(manifest).update(`\n${signature}`).digest('hex');
}

/** Reads what a publication offers; one that is being replaced meanwhile is read again once it is whole. */
export class SettledOffers {
  /** Of the last offer that was refused. */
  private refused: string | undefined;

  constructor(
    private readonly source: SnapshotSource,
    private readonly pausesMs: readonly number[],
    private readonly signal: AbortSignal,
  ) {}

  /** @throws what reading the offer or considering it throws, if that is not because it was being replaced */
  async settle(consider: (offered: OfferedManifest) => Promise<void>): Promise<void> {
    let offered = await this.source.readManifest(this.signal, false);
    for (let reads = 1; ; reads++) {
      try {
        return await consider(offered);
      } catch (error) {
        const changed = reads < mostReads && this.mayBeTorn(error, offered) ? await this.waitForChange(offered) : undefined;
        if (changed === undefined) {
          this.refused = fingerprintOf(offered);
          throw error;
        }
        offered = changed;
      }
    }
  }

  /** Read between two files of a publication, unless the last check found the very same pair. */
  private mayBeTorn(error: unknown, offered: OfferedManifest): boolean {
    return tornCodes.has(toFault(error).code) && fingerprintOf(offered) !== this.refused;
  }

  private async waitForChange(offered: OfferedManifest): Promise<OfferedManifest | undefined> {
    const before = fingerprintOf(offered);
    for (const pause of this.pausesMs) {
      await sleep(pause, undefined, { signal: this.signal });
      const again = await this.source.readManifest(this.signal, true);
      if (fingerprintOf(again) !== before) return again;
    }
    return undefined;
  }
}
