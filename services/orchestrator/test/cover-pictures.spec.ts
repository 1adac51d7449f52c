import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ChildCoverMaker } from '../src/adapters/cover-pictures/child-cover-maker.js';
import { CoverFolder } from '../src/adapters/cover-pictures/cover-folder.js';

// Real here: sharp in its process, and pictures made by ffmpeg.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const run = promisify(execFile);
const { signal } = new AbortController();
let folder: string;
let maker: ChildCoverMaker;
const picture = async (name: string, ...args: string[]): Promise<Buffer> => {
  const file = join(folder, name);
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file]);
  return readFile(file);
};
const still = (source: string): string[] => ['-f', 'lavfi', '-i', source, '-frames:v', '1'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cover-pictures-'));
  maker = new ChildCoverMaker();
});
afterAll(async () => {
  maker.close();
  await rm(folder, { recursive: true, force: true });
});

/** A PNG whose header promises what its bytes do not hold. */
function pngBomb(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(1_000_000));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

suite('when pictures of a cover are made', () => {
  it('gives WebP of three sizes, a thumbhash and the dominant colour', async () => {
    const made = await maker.make(await picture('wide.jpg', ...still('color=0xc02020:size=1200x900')), signal);
    expect(made).toMatchObject({ width: 1200, height: 900, mediaType: 'image/jpeg' });
    expect(made.color).toMatch(/^#[bc][0-9a-f][012][0-9a-f][012][0-9a-f]$/);
    expect(made.thumbhash.length).toBeGreaterThan(4);
    const found = await Promise.all(Object.values(made.pictures).map((bytes) => sharp(bytes).metadata()));
    expect(found.map(({ format, width, height }) => [format, width, height])).toEqual([
      ['webp', 96, 72],
      ['webp', 300, 225],
      ['webp', 640, 480],
    ]);
  });

  it('never enlarges', async () => {
    const made = await maker.make(await picture('small.png', ...still('color=blue:size=120x120')), signal);
    const found = await Promise.all(Object.values(made.pictures).map((bytes) => sharp(bytes).metadata()));
    expect(found.map(({ width }) => width)).toEqual([96, 120, 120]);
  });

  it('turns it as its EXIF says, and fills holes with white', async () => {
    const halves = await picture('halves.png', ...still('color=red:size=200x100'));
    const turned = await sharp(halves).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await maker.make(turned, signal)).toMatchObject({ width: 100, height: 200 });
    const holes = await sharp({ create: { width: 50, height: 50, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
      .png()
      .toBuffer();
    const { pictures } = await maker.make(holes, signal);
    const { dominant } = await sharp(pictures[96]).stats();
    expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240);
    const grey = await sharp(halves).greyscale().png().toBuffer();
    expect((await sharp((await maker.make(grey, signal)).pictures[300]).metadata()).width).toBe(200);
  });

  it('makes a mosaic of four', async () => {
    const colours = ['red', 'green', 'blue', 'yellow'];
    const four = await Promise.all(colours.map((colour) => picture(`${colour}.webp`, ...still(`color=${colour}:size=300x200`))));
    const { pictures } = await maker.makeMosaic(four, signal);
    const { data, info } = await sharp(pictures[640]).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
    expect(info).toMatchObject({ width: 640, height: 640 });
    expect(
      [at(160, 160), at(480, 160), at(160, 480), at(480, 480)].map(([r = 0, g = 0, b = 0]) => `${+(r > 99)}${+(g > 99)}${+(b > 99)}`),
    ).toEqual([...['100', '010', '001', '110']]);
  });
});

describe('when a picture is of another kind than usual', () => {
  /** Four corners of different colours, 80 × 40. */
  const corners = () => {
    const corner = (color: string, left: number, top: number) => ({
      input: { create: { width: 40, height: 20, channels: 3 as const, background: color } },
      ...{ left, top },
    });
    return sharp({ create: { width: 80, height: 40, channels: 3, background: '#000' } }).composite([
      ...[corner('#f00', 0, 0), corner('#00a651', 40, 0), corner('#00f', 0, 20), corner('#fff', 40, 20)],
    ]);
  };
  const names: Readonly<Record<string, string>> = { '100': 'r', '010': 'g', '001': 'b', '111': 'w' };
  /** What is seen in the corners: top left, top right, bottom left, bottom right. */
  async function seen(bytes: Uint8Array): Promise<string> {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): string => {
      const [r = 0, g = 0, b = 0] = data.subarray((y * info.width + x) * info.channels);
      // Ink is duller than light, and has no pure green: what counts is which is strongest.
      const strong = (part: number): number => +(part > 0.75 * Math.max(r, g, b, 100));
      return names[`${strong(r)}${strong(g)}${strong(b)}`] ?? '?';
    };
    const [right, bottom] = [info.width - 9, info.height - 9];
    return at(8, 8) + at(right, 8) + at(8, bottom) + at(right, bottom);
  }

  // TIFF 6.0, section 8, Orientation; each undoes what a camera did.
  it.each([
    [1, 'rgbw', 80],
    [2, 'grwb', 80],
    [3, 'wbgr', 80],
    [4, 'bwrg', 80],
    [5, 'rbgw', 40],
    [6, 'brwg', 40],
    [7, 'wgbr', 40],
    [8, 'gwrb', 40],
  ])('turns it as its EXIF says: %i', async (orientation, expected, width) => {
    const turned = await corners().withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const made = await maker.make(turned, signal);
    expect([made.width, made.height]).toEqual([width, 120 - width]);
    expect(await seen(made.pictures[300])).toBe(expected);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ['a JPEG for printing (CMYK)', () => corners().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(), 'image/jpeg'],
    ['a progressive JPEG', () => corners().jpeg({ quality: 100, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(), 'image/jpeg'],
    ['a PNG of 16 bits', () => corners().toColourspace('rgb16').png().toBuffer(), 'image/png'],
    ['a PNG with a palette', () => corners().png({ palette: true, colours: 8 }).toBuffer(), 'image/png'],
    ['a GIF that does not move', () => corners().gif().toBuffer(), 'image/gif'],
    ['a WebP without loss', () => corners().webp({ lossless: true }).toBuffer(), 'image/webp'],
    [
      'a wide colour space',
      () => corners().withIccProfile('p3').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
      'image/jpeg',
    ],
  ])('shows it in its colours: %s', async (_name, picture, mediaType) => {
    const made = await maker.make(await picture(), signal);
    expect(made.mediaType).toBe(mediaType);
    const found = await Promise.all(Object.values(made.pictures).map((bytes) => sharp(bytes).metadata()));
    expect(found.map(({ format, space, width, hasProfile }) => [format, space, width, hasProfile])).toEqual(
      Array.from({ length: 3 }, () => ['webp', 'srgb', 80, false]),
    );
    expect(await seen(made.pictures[300])).toBe('rgbw');
  });

  it('bears one pixel, and one that is 5,000 times as wide as high', async () => {
    const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#00f' } });
    const dot = await maker.make(await plain(1, 1).png().toBuffer(), signal);
    expect([dot.width, dot.height, (await sharp(dot.pictures[640]).metadata()).width]).toEqual([1, 1, 1]);
    const line = await maker.make(await plain(10_000, 2).png().toBuffer(), signal);
    const { width, height } = await sharp(line.pictures[96]).metadata();
    expect([line.width, line.height, width, height]).toEqual([10_000, 2, 96, 1]);
  });
});

suite('when a picture is meant to do harm', () => {
  const refused = (bytes: Uint8Array): Promise<string> =>
    maker.make(bytes, signal).then(
      () => 'made',
      (fault) => `${fault.code}: ${fault.message}`,
    );

  it('refuses pixel bombs, drawings, moving and damaged pictures, and goes on', async () => {
    const moving = await picture('moving.gif', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=5', '-t', '1');
    const jpeg = await picture('noise.jpg', ...still('testsrc2=size=800x800'));
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>');
    const before = performance.now();
    expect(await refused(pngBomb(50_000, 50_000))).toBe(
      'data_corrupt: the picture has 50000 × 50000 pixels; at most 64 million are decoded',
    );
    expect(await refused(drawing)).toMatch(/^data_corrupt: the picture cannot be read/);
    expect(await refused(moving)).toBe('data_corrupt: the picture moves');
    expect(await refused(jpeg.subarray(0, jpeg.length / 2))).toMatch(/^data_corrupt: the picture cannot be decoded/);
    expect(await refused(pngBomb(7_000, 9_000))).toMatch(/^data_corrupt/);
    expect(await refused(await sharp(jpeg).avif({ effort: 0 }).toBuffer())).toMatch(/^data_corrupt: the picture cannot be read/);
    expect(await refused(await sharp(jpeg).tiff().toBuffer())).toMatch(/^data_corrupt: the picture cannot be read/);
    const png = await sharp(jpeg).png().toBuffer();
    expect(await refused(png.subarray(0, png.length / 2))).toMatch(/^data_corrupt: the picture cannot be decoded/);
    const webp = await sharp(jpeg).webp().toBuffer();
    expect(await refused(webp.subarray(0, webp.length / 2))).toMatch(/^data_corrupt/);
    expect(await refused(Buffer.from('<html>no</html>'))).toMatch(/^data_corrupt/);
    expect(await refused(Buffer.alloc(0))).toMatch(/^data_corrupt/);
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(await refused(jpeg)).toBe('made');
    expect(maker.rssBytes).toBeLessThan(400e6);
  });

  it('bears 9 MB of EXIF', async () => {
    const jpeg = await picture('plain.jpg', ...still('color=green:size=64x64'));
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.from('Exif\0\0'), Buffer.alloc(65_527, 7)]);
    const huge = Buffer.concat([jpeg.subarray(0, 2), ...Array.from({ length: 140 }, () => segment), jpeg.subarray(2)]);
    expect(await refused(huge)).toMatch(/^(made|data_corrupt)/);
  });
});

suite('when no picture is wanted any more', () => {
  it('ends the process, and starts another when one is wanted', async () => {
    const short = new ChildCoverMaker({ idleMs: 100, pictureMs: 60_000, mostPictures: 2 });
    const bytes = await picture('again.png', ...still('color=blue:size=20x20'));
    const ids = new Set<number | undefined>();
    for (let count = 0; count < 3; count += 1) {
      await short.make(bytes, signal);
      ids.add(short.processId);
    }
    expect(ids.size).toBe(2);
    const [last] = [...ids].slice(-1);
    await until(() => short.processId === undefined);
    await until(() => !isAlive(last));
    await short.make(bytes, signal);
    short.close();
  });

  it('calls off a picture with its signal', async () => {
    const calm = new ChildCoverMaker();
    const made = calm.make(await picture('off.jpg', ...still('testsrc2=size=4000x4000')), AbortSignal.timeout(1));
    await expect(made).rejects.toThrow();
    expect(calm.processId).toBeUndefined();
  });
});

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

suite('when pictures are stored', () => {
  it('has three files below two letters of the hash', async () => {
    const covers = new CoverFolder(join(folder, 'covers'));
    const hash = 'ab'.repeat(32);
    const made = await maker.make(await picture('kept.png', ...still('color=blue:size=700x700')), signal);
    await covers.write(hash, made);
    expect((await stat(join(folder, 'covers/ab', `${hash}-300.webp`))).size).toBe(made.pictures[300].length);
    expect(Buffer.from((await covers.read(hash, 640)) ?? []).equals(made.pictures[640])).toBe(true);
    await covers.remove(hash);
    expect(await covers.read(hash, 640)).toBeUndefined();
  });
});
