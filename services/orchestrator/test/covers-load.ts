import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ChildCoverMaker } from '../src/adapters/cover-pictures/child-cover-maker.js';
import { CoverFolder } from '../src/adapters/cover-pictures/cover-folder.js';

// By hand: node --conditions=catalogsync-source --import ./tools/swc-register.mjs services/orchestrator/test/covers-load.ts [covers]
const count = Number(process.argv[2] ?? 10_000);
const { signal } = new AbortController();
const side = 1_000;

/** Shapes with soft edges and some grain: about as hard as a photograph. */
async function source(seed: number): Promise<Buffer> {
  const circles = Array.from({ length: 12 }, (_, at) => {
    const at1 = seed * 31 + at * 17;
    const [x, y, r] = [(at1 * 73) % side, (at1 * 151) % side, 60 + ((at1 * 37) % 300)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(at1 * 47) % 360},70%,50%)" fill-opacity="0.6"/>`;
  });
  const drawn = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${circles.join('')}</svg>`);
  const grain = await sharp({
    create: { width: side, height: side, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(drawn)
    .flatten({ background: '#888' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

const folder = await mkdtemp(join(tmpdir(), 'covers-load-'));
const maker = new ChildCoverMaker();
const files = new CoverFolder(folder);
const bytes = { 96: 0, 300: 0, 640: 0 };
let [making, storing, sources] = [0, 0, 0];
try {
  const different: Buffer[] = [];
  for (let seed = 0; seed < Math.min(20, count); seed += 1) different.push(await source(seed));
  for (let at = 0; at < count; at += 1) {
    const picture = different[at % different.length] ?? Buffer.alloc(0);
    sources += picture.length;
    const began = performance.now();
    const made = await maker.make(picture, signal);
    making += performance.now() - began;
    const stored = performance.now();
    await files.write(at.toString(16).padStart(64, '0').split('').reverse().join(''), made);
    storing += performance.now() - stored;
    for (const size of [96, 300, 640] as const) bytes[size] += made.pictures[size].length;
  }
} finally {
  maker.close();
  await rm(folder, { recursive: true, force: true });
}
const each = (sum: number, digits = 1): number => Number((sum / count).toFixed(digits));
process.stdout.write(
  `${JSON.stringify({
    covers: count,
    msToMake: each(making),
    msToStore: each(storing),
    kbOfSource: each(sources / 1024),
    kb: { 96: each(bytes[96] / 1024, 2), 300: each(bytes[300] / 1024), 640: each(bytes[640] / 1024) },
    mbOfChild: Math.round(maker.rssBytes / 1e6),
  })}\n`,
);
