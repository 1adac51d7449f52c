/** What a process uses, and how it gives back what it no longer needs. @internal for tests */
export interface ProcessMemory {
  /** CPU time since the start, in milliseconds. */
  cpuMs(): number;
  residentBytes(): number;
  /** Collects all garbage and returns free pages to the system. Holds the process for a fraction of a second. */
  release(): void;
}

const lookEveryMs = 5_000;
/** Less CPU than this between two looks is rest: 5 % of a core. */
const restMs = 250;
/** Work, in CPU time, that is worth a release: it takes some 0.3 s itself. */
const workMs = 5_000;
const grownBytes = 16 * 1024 * 1024;

/**
 * Decides when a process that worked has come to rest. V8 keeps the pages of a heap that has shrunk, for the next work;
 * after a scan of 50,000 files that is a quarter of the process, which a small machine needs for other things.
 * @internal for tests
 */
export class IdleMemory {
  private lookedAtCpuMs = 0;
  private releasedAtCpuMs = 0;
  private keptBytes = 0;

  constructor(private readonly memory: ProcessMemory) {}

  look(): void {
    const cpuMs = this.memory.cpuMs();
    const rests = cpuMs - this.lookedAtCpuMs < restMs;
    this.lookedAtCpuMs = cpuMs;
    if (!rests || cpuMs - this.releasedAtCpuMs < workMs || this.memory.residentBytes() - this.keptBytes < grownBytes) return;
    this.memory.release();
    this.keptBytes = this.memory.residentBytes();
    this.lookedAtCpuMs = this.releasedAtCpuMs = this.memory.cpuMs();
  }
}

/** Watches this process as long as something else keeps it alive. Does nothing without Node's `--expose-gc`. */
export function giveBackIdleMemory(): void {
  const collect = globalThis.gc;
  if (collect === undefined) return;
  const idle = new IdleMemory({
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    residentBytes: () => process.memoryUsage.rss(),
    release: () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  });
  setInterval(() => idle.look(), lookEveryMs).unref();
}
