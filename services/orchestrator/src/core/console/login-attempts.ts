/** Failed logins allowed per address within the window. */
const failuresPerAddress = 10;
/** For all addresses together, so that using many addresses does not help. */
const failuresInAll = 100;
const windowMs = 15 * 60_000;

/** Counts failed logins. In memory: a restart of the service resets them. */
export class LoginAttempts {
  private failures: { readonly address: string; readonly at: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Milliseconds until this address may try again; 0 if it may now. */
  waitFor(address: string): number {
    const now = this.now();
    this.failures = this.failures.filter((failure) => now - failure.at < windowMs);
    const own = this.failures.filter((failure) => failure.address === address);
    const full = own.length >= failuresPerAddress ? own.at(-failuresPerAddress) : undefined;
    const all = this.failures.length >= failuresInAll ? this.failures.at(-failuresInAll) : undefined;
    return Math.max(0, ...[full, all].map((oldest) => (oldest === undefined ? 0 : oldest.at + windowMs - now)));
  }

  failed(address: string): void {
    this.failures.push({ address, at: this.now() });
  }

  /** A correct password clears the address. */
  succeeded(address: string): void {
    this.failures = this.failures.filter((failure) => failure.address !== address);
  }
}
