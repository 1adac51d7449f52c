import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { ChildCoverMaker } from '../src/adapters/cover-pictures/child-cover-maker.js';
import { CoverFolder } from '../src/adapters/cover-pictures/cover-folder.js';

// By hand: node --conditions=catalogsync-source --import ./tools/swc-register.mjs services/orchestrator/test/covers-load.ts [covers]
const side = 1_000;
const { signal } = new AbortController();

/** Shapes with soft edges and some grain: about as hard as a photograph. Larger than a cover, so that many can be cut out. */
async function scene(seed: number): Promise<Buffer> {
  const wide = side * 1.3;
  const circles = Array.from({ length: 20 }, (_, at) => {
    const one = seed * 31 + at * 17;
    const [x, y, r] = [(one * 73) % wide, (one * 151) % wide, 60 + ((one * 37) % 300)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(one * 47) % 360},70%,50%)" fill-opacity="0.6"/>`;
  });
  const drawn = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${wide}">${circles.join('')}</svg>`);
  const grain = await sharp({
    create: { width: wide, height: wide, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(drawn)
    .flatten({ background: '#888' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Draws different covers, in a process of its own: what it takes is no matter of the measured ones. */
async function draw(): Promise<void> {
  const wide = side * 1.3;
  const scenes = await Promise.all(Array.from({ length: 12 }, (_, seed) => scene(seed)));
  process.on('message', (at: number) => {
    const raw = { width: wide, height: wide, channels: 3 } as const;
    // 12 scenes, 300 × 300 places: no two of the first million are the same.
    void sharp(scenes[at % scenes.length], { raw })
      .extract({ left: (at * 7) % 300, top: (at * 11 + Math.floor(at / 300)) % 300, width: side, height: side })
      .jpeg({ quality: 88 })
      .toBuffer()
      .then((picture) => process.send?.(picture));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

/** Seconds of processor that a process has taken, of Linux alone: 100 ticks are a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most memory that it had at once, in MB. */
function peakOf(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

async function onDisk(folder: string): Promise<{ bytes: number; blocks: number; files: number }> {
  const sum = { bytes: 0, blocks: 0, files: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { size, blocks } = await stat(join(entry.parentPath, entry.name));
    sum.bytes += size;
    sum.blocks += blocks * 512;
    sum.files += 1;
  }
  return sum;
}

async function measure(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'covers-load-'));
  const drawer = fork(fileURLToPath(import.meta.url), ['draw'], { execArgv: process.execArgv, serialization: 'advanced' });
  const maker = new ChildCoverMaker();
  const files = new CoverFolder(folder);
  const children = new Map<number, { cpu: number; peak: number }>();
  const bytes = { 96: 0, 300: 0, 640: 0 };
  let [making, storing, sources] = [0, 0, 0];
  const drawn = (at: number): Promise<[Uint8Array]> => {
    const picture = once(drawer, 'message') as Promise<[Uint8Array]>;
    drawer.send(at);
    return picture;
  };
  const print = async (made: number, ownCpu: number): Promise<void> => {
    const each = (sum: number, digits = 1): number => Number((sum / made).toFixed(digits));
    const all = [...children.values()];
    const disk = await onDisk(folder);
    const figures = {
      covers: made,
      wallMs: { make: each(making), store: each(storing) },
      cpuMs: { child: each(all.reduce((sum, { cpu }) => sum + cpu, 0) * 1_000), parent: each((cpuOf(process.pid) - ownCpu) * 1_000) },
      peakMb: { child: Math.max(...all.map(({ peak }) => peak)), parent: peakOf(process.pid) },
      children: all.length,
      kbOfSource: each(sources / 1024),
      kb: { 96: each(bytes[96] / 1024, 2), 300: each(bytes[300] / 1024), 640: each(bytes[640] / 1024) },
      disk: { files: disk.files, mb: Math.round(disk.bytes / 1e6), mbOfBlocks: Math.round(disk.blocks / 1e6) },
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  };
  try {
    await once(drawer, 'message');
    const ownCpu = cpuOf(process.pid);
    for (let at = 0; at < count; at += 1) {
      const [picture] = await drawn(at);
      sources += picture.length;
      const began = performance.now();
      const made = await maker.make(picture, signal);
      making += performance.now() - began;
      const { processId = 0 } = maker;
      children.set(processId, { cpu: cpuOf(processId), peak: peakOf(processId) });
      const stored = performance.now();
      await files.write(at.toString(16).padStart(64, '0').split('').reverse().join(''), made);
      storing += performance.now() - stored;
      for (const size of [96, 300, 640] as const) bytes[size] += made.pictures[size].length;
      if ((at + 1) % 1_000 === 0 || at + 1 === count) await print(at + 1, ownCpu);
    }
  } finally {
    drawer.kill();
    maker.close();
    await rm(folder, { recursive: true, force: true });
  }
}

await (process.argv[2] === 'draw' ? draw() : measure(Number(process.argv[2] ?? 10_000)));
