import type { IdentifyArtists } from './identify-artists.js';

/** Identifies what waits when the service starts, such as all artists after an upgrade, while it already answers. */
export class IdentifyAtStart {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  /** @param onFault told if it fails; nothing is lost, because the artists still wait */
  constructor(
    private readonly identities: Pick<IdentifyArtists, 'run'>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.identities.run(this.stopping.signal).catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.onFault(error);
    });
  }

  /** Resolves when the database is used no more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
