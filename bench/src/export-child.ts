import { readFileSync } from 'node:fs';
import { exportSnapshot } from '@catalogsync/snapshot';

/** What the child reports to its parent, as one line of JSON. */
export interface ExportFigures {
  /** Milliseconds that passed and that processors worked, by phase. */
  readonly phases: Readonly<Record<string, { readonly ms: number; readonly cpuMs: number }>>;
  readonly totalMs: number;
  readonly totalCpuMs: number;
  /** Highest resident size of the process so far (proc(5), VmHWM). */
  readonly peakBytes: number;
  readonly sizeBytes: number;
}

function now(): { ms: number; cpuMs: number } {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000 };
}

/** One export in its own process, so that its memory can be measured. */
async function main(db: string, targetDir: string): Promise<void> {
  const phases: Record<string, { ms: number; cpuMs: number }> = {};
  const began = now();
  let phase: string | undefined;
  let since = began;
  const next = (name: string | undefined): void => {
    const at = now();
    if (phase !== undefined) phases[phase] = { ms: at.ms - since.ms, cpuMs: at.cpuMs - since.cpuMs };
    [phase, since] = [name, at];
  };
  const manifest = await exportSnapshot({ db, targetDir, onProgress: (progress) => next(progress.phase) });
  next(undefined);
  const end = now();
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const figures: ExportFigures = {
    phases,
    totalMs: end.ms - began.ms,
    totalCpuMs: end.cpuMs - began.cpuMs,
    peakBytes: Number(peak) * 1024,
    sizeBytes: manifest.db_size_bytes,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

const [db, targetDir] = process.argv.slice(2);
if (db === undefined || targetDir === undefined) throw new Error('usage: export-child DB TARGET_DIR');
await main(db, targetDir);
