import { orchestratorLyricsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient, endIfSilent } from '@catalogsync/rpc';

/** Which files are looked after, and how. */
export interface BackfillOptions {
  readonly overwrite: boolean;
  readonly dryRun: boolean;
  /** Empty means all. */
  readonly platform: string;
  readonly includeLibrary: boolean;
  readonly after: number;
}

export interface BackfillCounts {
  readonly checked: number;
  readonly written: number;
  readonly had: number;
  readonly none: number;
  readonly gone: number;
  readonly failed: number;
  readonly position: number;
  readonly problem: string;
}

/** A whole library takes hours; silence is what tells a dead one. A song's sources may take minutes. */
const backfillMs = 7 * 24 * 3_600_000;
const silentMs = 15 * 60_000;

/** Lyrics beside the files of one orchestrator. */
export class LyricsClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(orchestratorLyricsV1.LyricsServiceService, { address, service: 'orchestrator' });
  }

  /** @param onCounts told several times a second how far it is */
  async backfill(options: BackfillOptions, onCounts: (counts: BackfillCounts) => void, signal: AbortSignal): Promise<BackfillCounts> {
    const open = (ended: AbortSignal) => this.rpc.backfillLyrics(options, { deadlineMs: backfillMs, signal: ended });
    for await (const { done, ...counts } of endIfSilent(open, { silentMs, signal, what: 'orchestrator' })) {
      if (done) return counts;
      onCounts(counts);
    }
    throw new Fault('unavailable', 'the orchestrator stopped before all files were looked after');
  }

  close(): void {
    this.rpc.close();
  }
}
