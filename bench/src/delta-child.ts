import { readFileSync } from 'node:fs';
import { buildSnapshot } from '@catalogsync/snapshot';
import { applyDelta, packFile } from '@catalogsync/snapshot-delta';

/** What one step took, as one line of JSON. */
export interface DeltaFigures {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly kind?: string;
  readonly changedRows?: number;
  readonly deltaBytes?: number;
}

const { signal } = new AbortController();

async function build(
  source: string,
  target: string,
  sequence: string,
  previous?: string,
  previousSha256?: string,
): Promise<Partial<DeltaFigures>> {
  const identity = {
    snapshotId: `snap-20260102T030405Z-${sequence.padStart(12, '0')}`,
    generatedAt: '2026-01-02T03:04:05Z',
    sequence: Number(sequence),
  };
  const { built } = (await buildSnapshot({
    source,
    target,
    originTarget: `${target}.origin`,
    ...(previous !== undefined && { previous, previousSha256, deltaTarget: `${target}.patch.zst` }),
    identify: () => identity,
    onPhase: () => undefined,
    signal,
  })) as { built: { sizeBytes: number; sha256: string; kind?: string; changedRows?: number; delta?: { sizeBytes: number } } };
  return {
    sizeBytes: built.sizeBytes,
    sha256: built.sha256,
    kind: built.kind,
    changedRows: built.changedRows,
    deltaBytes: built.delta?.sizeBytes,
  };
}

async function step([name, ...given]: readonly string[]): Promise<Partial<DeltaFigures>> {
  const [first = '', second = '', third = '', fourth, fifth] = given;
  if (name === 'build') return build(first, second, third, fourth, fifth);
  if (name === 'pack') return packFile(first, second, signal);
  await applyDelta(first, second, third, Number.MAX_SAFE_INTEGER, signal);
  return {};
}

const began = performance.now();
const figures = await step(process.argv.slice(2));
const { user, system } = process.cpuUsage();
const peakBytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
process.stdout.write(`${JSON.stringify({ ...figures, ms: performance.now() - began, cpuMs: (user + system) / 1000, peakBytes })}\n`);
