import { Fault, toFault } from '@catalogsync/faults';
import { emptyShape, type ScanStatus, type SubsonicClient, scanStatusShape } from '@catalogsync/opensubsonic';
import type { Clock } from '@catalogsync/runtime';

/** Milliseconds after which a scan that was never seen counts as over; servers report one within two seconds, if at all. */
const unseenMs = 3000;

interface StartedScan {
  readonly before: ScanStatus;
  readonly at: number;
  /** Another scan ran when this one was to start. */
  readonly isSecond: boolean;
  wasSeen: boolean;
}

/** Scans of the library. Some servers deny a scan for a moment after they were told to start one. */
export class NavidromeScans {
  private started: StartedScan | undefined;

  constructor(
    private readonly client: SubsonicClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Of all music folders: the protocol has no other scan. Servers ignore the wish while they scan; the running scan may have passed
   * what is new, so that `isScanning` starts another one when it has ended.
   */
  async start(signal: AbortSignal): Promise<void> {
    const before = await this.status(signal);
    await allowed(this.client.change('startScan', {}, emptyShape, signal));
    this.started = { before, at: this.clock.now(), isSecond: before.scanning, wasSeen: false };
  }

  async isScanning(signal: AbortSignal): Promise<boolean> {
    const { started } = this;
    const now = await this.status(signal);
    if (started === undefined) return now.scanning;
    if (now.scanning) {
      started.wasSeen = true;
      return true;
    }
    const { before, at, wasSeen } = started;
    const hasEnded = wasSeen || now.lastScan !== before.lastScan || now.count !== before.count || this.clock.now() - at >= unseenMs;
    if (!hasEnded) return true;
    // Somebody else has asked or started meanwhile.
    if (this.started !== started) return this.started !== undefined;
    if (started.isSecond) await this.start(signal);
    else this.started = undefined;
    return started.isSecond;
  }

  private async status(signal: AbortSignal): Promise<ScanStatus> {
    return (await allowed(this.client.call('getScanStatus', {}, scanStatusShape, signal))).scanStatus;
  }
}

async function allowed<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { code } = toFault(error);
    if (code === 'not_found') {
      throw new Fault('unsupported', 'the server has no call to scan its library', {
        hint: 'Let the server scan on its own schedule.',
        cause: error,
      });
    }
    if (code !== 'permission_denied') throw error;
    throw new Fault('permission_denied', 'the server lets only administrators scan its library', {
      hint: 'Make the user of NAVIDROME_USER an administrator there, or let the server scan on its own schedule.',
      cause: error,
    });
  }
}
