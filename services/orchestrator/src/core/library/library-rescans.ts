import type { Instant, Surroundings } from '@catalogsync/job-engine';
import type { JobOrder } from '../jobs/job-starter.js';
import type { CronPatterns } from '../schedules/calendar.js';

/** The machine's clock may be changed while it waits. */
const longestWaitMs = 60_000;
const retryMs = 600_000;

export interface LibraryRescansParts {
  /** Cron pattern in the time zone of the machine; empty for none. */
  readonly pattern: string;
  readonly patterns: Pick<CronPatterns, 'nextAfter'>;
  readonly start: (job: JobOrder, signal: AbortSignal) => Promise<number>;
  readonly surroundings: Pick<Surroundings, 'clock' | 'pacing' | 'log'>;
}

/** Has the whole library scanned at set times, for what no watch can notice. Missed times are not made up for. */
export class LibraryRescans {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(private readonly parts: LibraryRescansParts) {}

  start(): void {
    if (this.parts.pattern !== '') this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { clock, pacing, log } = this.parts.surroundings;
    let next = this.next();
    while (!signal.aborted && next !== undefined) {
      await pacing.sleep(Math.min(Math.max(next - clock.now(), 0), longestWaitMs), signal);
      if (signal.aborted || clock.now() < next) continue;
      try {
        await this.parts.start({ template: 'scan', reason: 'the scheduled scan of the whole library' }, signal);
        next = this.next();
      } catch (error) {
        log.warn({ err: error }, 'the scheduled scan of the library did not start');
        next = clock.now() + retryMs;
      }
    }
  }

  private next(): Instant | undefined {
    return this.parts.patterns.nextAfter(this.parts.pattern, '', this.parts.surroundings.clock.now());
  }
}
