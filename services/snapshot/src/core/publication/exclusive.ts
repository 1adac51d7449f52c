import { Fault } from '@catalogsync/faults';

/** Lets one task at a time change the publication; a second is refused, not queued. */
export class Exclusive {
  private busy = false;

  /** @throws Fault `failed_precondition` while another task runs. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.busy) {
      throw new Fault('failed_precondition', 'a snapshot is already being published', { hint: 'Wait until it has finished.' });
    }
    this.busy = true;
    try {
      return await task();
    } finally {
      this.busy = false;
    }
  }
}
