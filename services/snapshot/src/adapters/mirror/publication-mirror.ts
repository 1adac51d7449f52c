import { setTimeout as sleep } from 'node:timers/promises';
import { toFault } from '@catalogsync/faults';
import type { ObjectStore } from '@catalogsync/object-storage';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { MirrorState } from '../../core/publication/publication-state.js';
import { MirrorLeftovers } from './mirror-leftovers.js';
import { MirrorPass, type MirrorSource } from './mirror-pass.js';

/** Pauses after failures; the last one is repeated. */
const pausesMs = [2_000, 10_000, 60_000, 300_000];
/** Without any news: for what became of no use, and for what somebody removed there. */
const idleMs = 60 * 60_000;

export interface PublicationMirrorParts {
  readonly store: ObjectStore;
  /** For people. */
  readonly address: string;
  /** What is announced; `undefined` if nothing is. */
  source(): Promise<MirrorSource | undefined>;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long to wait before each further try; for tests. */
  readonly pausesMs?: readonly number[];
}

/** Keeps a copy of the publication in object storage: after each change of it, and until it is complete. */
export class PublicationMirror {
  private readonly lifetime = new AbortController();
  private readonly leftovers: MirrorLeftovers;
  private wake = new AbortController();
  private running: Promise<void> | undefined;
  private current: MirrorState;

  constructor(private readonly parts: PublicationMirrorParts) {
    this.leftovers = new MirrorLeftovers(parts.store);
    this.current = { address: parts.address, sequence: 0, completeAt: 0, problem: '' };
  }

  get state(): MirrorState {
    return this.current;
  }

  start(): void {
    this.running ??= this.work();
  }

  /** Something was announced. */
  notice(): void {
    this.wake.abort();
  }

  async close(): Promise<void> {
    this.lifetime.abort();
    await this.running;
    this.parts.store.close();
  }

  /** One pass. @throws Fault of the store */
  async pass(): Promise<void> {
    const { store, clock, source, log } = this.parts;
    const published = await source();
    if (published === undefined) return;
    const signal = this.lifetime.signal;
    const wanted = await new MirrorPass(store, published, signal).run();
    const sequence = Number(published.publication.current.custom.sequence);
    if (sequence !== this.current.sequence) log.info({ sequence, mirror: this.current.address }, 'the mirror is up to date');
    this.current = { ...this.current, sequence, completeAt: clock.now(), problem: '' };
    await this.leftovers.remove(wanted, clock.now(), signal);
  }

  private async work(): Promise<void> {
    const { log, pausesMs: pauses = pausesMs } = this.parts;
    let failures = 0;
    while (!this.lifetime.signal.aborted) {
      this.wake = new AbortController();
      try {
        await this.pass();
        failures = 0;
      } catch (error) {
        if (this.lifetime.signal.aborted) return;
        const fault = toFault(error);
        failures++;
        this.current = { ...this.current, problem: fault.hint === undefined ? fault.message : `${fault.message}. ${fault.hint}` };
        log.warn({ err: fault, mirror: this.current.address, failures }, 'the mirror could not be brought up to date; it is tried again');
      }
      await this.rest(failures === 0 ? idleMs : (pauses[Math.min(failures, pauses.length) - 1] ?? idleMs));
    }
  }

  /** Until there is news. After a failure too: what was missing may have been published again. */
  private async rest(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.lifetime.signal, this.wake.signal]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
