/** A few things under way at once; the first failure ends it once the others have come to rest. */
export class SendWindow {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly size: number) {}

  /** Waits until one more may begin. @throws the first failure */
  async room(): Promise<void> {
    while (this.running.size >= this.size && this.failure === undefined) await Promise.race(this.running);
    if (this.failure !== undefined) await this.end();
  }

  add(work: Promise<void>): void {
    const one: Promise<void> = work
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(one));
    this.running.add(one);
  }

  /** Waits for all. @throws the first failure */
  async end(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure !== undefined) throw this.failure.error;
  }
}
