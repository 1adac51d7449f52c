import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { type CoverSize, coverSizes, type MadeCover } from '../../core/covers/picture.js';

/** 8,000 × 8,000; a PNG of 50,000 × 50,000 has a few hundred bytes and would take 7 GB. */
const mostPixels = 64_000_000;
const formats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif']);
const largest = 640;
/** Pictures with holes are meant to be seen on paper. */
const background = '#ffffff';
const webp = { quality: 75, effort: 4 } as const;
/** ThumbHash takes at most 100 pixels a side; more would not change it. */
const thumbSide = 96;
const half = largest / 2;

/** Why a picture is refused; the text completes "the picture …". */
export class Refused extends Error {}

sharp.cache(false);
sharp.concurrency(1);
// Whatever libvips could read besides, drawings and documents above all, is not even tried.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}`),
});

interface Raw {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

const input = { limitInputPixels: mostPixels, failOn: 'error' } as const;

/** The picture of one cover, decoded once and then made in all sizes. @throws Refused */
export async function makeCover(source: Uint8Array): Promise<MadeCover> {
  const { width, height, mediaType } = await inspect(source);
  return { width, height, mediaType, ...(await derive(await decode(source))) };
}

/** Two by two. @throws Refused */
export async function makeMosaic(four: readonly Uint8Array[]): Promise<MadeCover> {
  const parts = await Promise.all(
    four.map((one) => sharp(one, input).resize(half, half, { fit: 'cover' }).removeAlpha().png({ compressionLevel: 0 }).toBuffer()),
  );
  const canvas = sharp({ create: { width: largest, height: largest, channels: 3, background } });
  const placed = parts.map((part, at) => ({ input: part, left: (at % 2) * half, top: at < 2 ? 0 : half }));
  const whole = await rawOf(canvas.composite(placed));
  return { width: largest, height: largest, mediaType: 'image/webp', ...(await derive(whole)) };
}

async function inspect(source: Uint8Array): Promise<Pick<MadeCover, 'width' | 'height' | 'mediaType'>> {
  // Reads the header alone. The limit would refuse it here without saying how large it is.
  const found = await sharp(source, { limitInputPixels: false }).metadata().catch(refusal('cannot be read'));
  if (!formats.has(found.format)) throw new Refused(`is ${found.format}, not JPEG, PNG, WebP or GIF`);
  if ((found.pages ?? 1) > 1) throw new Refused('moves');
  const { width, height } = found.autoOrient;
  if (width * height > mostPixels) throw new Refused(`has ${width} × ${height} pixels; at most ${mostPixels / 1e6} million are decoded`);
  return { width, height, mediaType: `image/${found.format}` };
}

/** Turned as its EXIF says, without holes, no larger than the largest size. */
function decode(source: Uint8Array): Promise<Raw> {
  const picture = sharp(source, input)
    .autoOrient()
    .flatten({ background })
    .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  return rawOf(picture).catch(refusal('cannot be decoded'));
}

async function rawOf(picture: Sharp): Promise<Raw> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

const from = ({ data, ...raw }: Raw): Sharp => sharp(data, { raw });

async function derive(whole: Raw): Promise<Pick<MadeCover, 'color' | 'thumbhash' | 'pictures'>> {
  const sizes = {} as Record<CoverSize, Uint8Array>;
  // From one decoded picture: a second resize in one chain would replace the first.
  for (const size of coverSizes) {
    sizes[size] = await from(whole).resize(size, size, { fit: 'inside', withoutEnlargement: true }).webp(webp).toBuffer();
  }
  const small = from(whole).resize(thumbSide, thumbSide, { fit: 'inside', withoutEnlargement: true });
  const { data, width, height } = await rawOf(small.ensureAlpha());
  const { dominant } = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .stats();
  return { color: hexOf(dominant), thumbhash: rgbaToThumbHash(width, height, data), pictures: sizes };
}

function hexOf({ r, g, b }: { readonly r: number; readonly g: number; readonly b: number }): string {
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

const refusal =
  (what: string) =>
  (error: unknown): never => {
    throw new Refused(
      `${what}: ${String((error as { message?: unknown }).message ?? error)
        .split('\n')[0]
        ?.slice(0, 200)}`,
    );
  };
