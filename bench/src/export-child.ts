import { readFileSync } from 'node:fs';
import { exportSnapshot } from '@catalogsync/snapshot';

/** What the child reports to its parent, as one line of JSON. */
export interface ExportFigures {
  /** Milliseconds by phase. */
  readonly phases: Readonly<Record<string, number>>;
  readonly totalMs: number;
  /** Highest resident size of the process so far (proc(5), VmHWM). */
  readonly peakBytes: number;
  readonly sizeBytes: number;
}

/** One export in its own process, so that its memory can be measured. */
async function main(db: string, targetDir: string): Promise<void> {
  const phases: Record<string, number> = {};
  const began = performance.now();
  let phase: string | undefined;
  let since = began;
  const next = (name: string | undefined): void => {
    const now = performance.now();
    if (phase !== undefined) phases[phase] = now - since;
    [phase, since] = [name, now];
  };
  const manifest = await exportSnapshot({ db, targetDir, onProgress: (progress) => next(progress.phase) });
  next(undefined);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const figures: ExportFigures = {
    phases,
    totalMs: performance.now() - began,
    peakBytes: Number(peak) * 1024,
    sizeBytes: manifest.db_size_bytes,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

const [db, targetDir] = process.argv.slice(2);
if (db === undefined || targetDir === undefined) throw new Error('usage: export-child DB TARGET_DIR');
await main(db, targetDir);
