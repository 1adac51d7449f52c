import { type FileLocation, packDocument, type TrackFile, trackFiles } from '@catalogsync/snapshot-format';

/** A file of a track; of its public address only whether there is one. */
export type FileRow = readonly [
  track: number,
  storedLabel: string | null,
  ext: string | null,
  sizeBytes: number | null,
  backendType: string,
  publicUrl: string | null,
];

/** What stands before and after the size. Everything else of a file is one of a few texts, so packing is done once for each. */
type Frame = readonly [before: string, after: string];

const mostFrames = 1000;

const locationOf = ([, storedLabel, ext, sizeBytes, backendType, publicUrl]: FileRow): FileLocation => ({
  locationId: 0,
  storedLabel,
  ext,
  sizeBytes,
  backendType,
  publicUrl,
});

function frameOf({ quality, ext, delivery }: TrackFile, begin: string): Frame {
  const before = `${begin}{"quality":"${quality}","ext":${JSON.stringify(ext)},"sizeBytes":`;
  return [packDocument(before), packDocument(`,"delivery":${JSON.stringify(delivery)}}`)];
}

const none = packDocument(',"files":[');
const first = ',"files":[';

/** Frames of tracks that have one file, as most have. */
const single = new Map<string, Frame>();

function packedFile(file: FileRow): string {
  const key = `${file[1]}|${file[2]}|${file[4]}|${file[5]}`;
  let frame = single.get(key);
  if (frame === undefined) {
    const [described] = trackFiles([locationOf(file)]);
    if (described === undefined) return none;
    frame = frameOf(described, first);
    if (single.size < mostFrames) single.set(key, frame);
  }
  return `${frame[0]}${file[3]}${frame[1]}`;
}

/** The files of a track, best first and each once, without the end of their list. By the function with which the public API reads older snapshots. */
export function packedFiles(files: readonly FileRow[]): string {
  const [only] = files;
  if (only === undefined) return none;
  if (files.length === 1) return packedFile(only);
  const all = trackFiles(files.map(locationOf)).map((file, at) => {
    const [before, after] = frameOf(file, at === 0 ? first : ',');
    return `${before}${file.sizeBytes}${after}`;
  });
  return all.join('');
}
