import { Fault } from '@catalogsync/faults';
import { dashSegments } from './dash.js';
import { type Presented, singleFileShape } from './wire.js';

/** Where the parts of a file are, to be joined in this order. */
export interface PlainFile {
  readonly urls: readonly string[];
  readonly ext: string;
}

const dash = 'application/dash+xml';
const single = 'application/vnd.tidal.bts';

/**
 * The addresses of a whole, unprotected file.
 * @throws Fault `permission_denied` for a clip and for anything protected, `unsupported` for other manifests, `data_corrupt`
 */
export function plainFileOf({ assetPresentation, manifestMimeType, manifest }: Presented): PlainFile {
  if (assetPresentation !== 'FULL') {
    throw new Fault('permission_denied', `the proxy hands out only a part of this song (${assetPresentation ?? 'it does not say which'})`);
  }
  const text = Buffer.from(manifest, 'base64').toString();
  if (manifestMimeType === dash) return { urls: dashSegments(text), ext: 'm4a' };
  if (manifestMimeType === single) return singleFileOf(text);
  throw new Fault(
    'unsupported',
    `the proxy describes this song by a manifest of type ${manifestMimeType.slice(0, 100)}, which cannot be read`,
  );
}

function singleFileOf(text: string): PlainFile {
  const { encryptionType = 'unknown', mimeType = '', codecs = '', urls } = singleFileShape.parse(text, 'hifi track manifest');
  if (encryptionType !== 'NONE') {
    throw new Fault(
      'permission_denied',
      `the file of this song is encrypted (${encryptionType.slice(0, 100)}); encrypted files are left alone`,
    );
  }
  const [url] = urls;
  if (url === undefined) throw new Fault('not_found', 'the proxy names no address for the file of this song');
  return { urls: [url], ext: extOf(mimeType, codecs) };
}

function extOf(mimeType: string, codecs: string): string {
  if (/flac/i.test(mimeType) || (/flac/i.test(codecs) && !/mp4/i.test(mimeType))) return 'flac';
  const [, word = ''] = /^audio\/(?:x-)?([a-z0-9]{2,5})\b/i.exec(mimeType) ?? [];
  return { mpeg: 'mp3', mp4: 'm4a', aac: 'aac', '': 'm4a' }[word.toLowerCase()] ?? word.toLowerCase();
}
