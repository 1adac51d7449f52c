import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Pacing } from '../src/index.js';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time that passes only when a test says so. Work due between two instants runs first. */
export class FakeTime implements Clock, Pacing {
  private sleepers = new Set<Sleeper>();
  private present = Date.parse('2026-11-21T00:00:00Z');

  now(): number {
    return this.present;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        until: this.present + ms,
        wake: () => {
          this.sleepers.delete(sleeper);
          resolve();
        },
      };
      this.sleepers.add(sleeper);
      signal.addEventListener('abort', () => sleeper.wake(), { once: true });
    });
  }

  async breathe(): Promise<void> {
    await nextTurn();
  }

  /** Lets everything that is ready run, without time passing. */
  async settle(): Promise<void> {
    for (let round = 0; round < 60; round += 1) await nextTurn();
  }

  /** Lets time pass, waking each sleeper when it is due. */
  async pass(ms: number): Promise<void> {
    const end = this.present + ms;
    await this.settle();
    for (;;) {
      const next = [...this.sleepers].sort((a, b) => a.until - b.until)[0];
      if (next === undefined || next.until > end) break;
      this.present = Math.max(this.present, next.until);
      next.wake();
      await this.settle();
    }
    this.present = end;
    await this.settle();
  }
}
