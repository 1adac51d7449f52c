/** Longest sides of the published pictures of a cover, in pixels. */
export const coverSizes = [96, 300, 640] as const;

export type CoverSize = (typeof coverSizes)[number];

/** Of the pictures, in the publication folder and below a publication's address. */
export const coversFolderName = 'covers';

/** The name of one picture. */
export const coverFilePattern = /^[0-9a-f]{64}-(?:96|300|640)\.webp$/;

/** The name of a cover's picture of one size. Its file is in a folder named after the first two letters. */
export const coverFileName = (hash: string, size: CoverSize): string => `${hash}-${size}.webp`;

/** A picture's path below the publication, `/` as separator. */
export const coverPath = (hash: string, size: CoverSize): string => `${coversFolderName}/${hash.slice(0, 2)}/${coverFileName(hash, size)}`;

/** More than any of the pictures has: 640 × 640 pixels of noise at this quality are 250 KB. */
export const maxCoverFileBytes = 1024 * 1024;

/** Width and height of a picture that fits into a square, and is never larger than its source. */
export function fittedSize(
  source: { readonly width: number; readonly height: number },
  size: CoverSize,
): { width: number; height: number } {
  const factor = Math.min(1, size / Math.max(source.width, source.height));
  const fitted = (side: number): number => Math.max(1, Math.round(side * factor));
  return { width: fitted(source.width), height: fitted(source.height) };
}

/**
 * Width and height that a WebP file states; undefined if it is none, or not complete. Layout: RFC 9649, sections 2.3 to 2.7.
 */
export function webpSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fourCC = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 30 || fourCC(0) !== 'RIFF' || fourCC(8) !== 'WEBP') return undefined;
  // The size in the header leaves itself and the word before it out.
  if (view.getUint32(4, true) !== bytes.length - 8) return undefined;
  switch (fourCC(12)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const wide = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
      return { width: wide(24), height: wide(27) };
    }
    default:
      return undefined;
  }
}
