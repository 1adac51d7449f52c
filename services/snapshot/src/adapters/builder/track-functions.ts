import { type FileLocation, packDocument, qualityOf, singerNames, trackFiles } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';

/** All but the sizes of files is one of a few texts. */
const mostKept = 1000;

function addFile(list: FileLocation[], storedLabel: string, ext: string, sizeBytes: number, backendType: string, publicUrl: string): void {
  list.push({ locationId: 0, storedLabel, ext, sizeBytes, backendType, publicUrl });
}

const beginOf = (begin: string, quality: string, ext: string | null): string =>
  `${begin}{"quality":"${quality}","ext":${JSON.stringify(ext)},"sizeBytes":`;

/**
 * Registers what SQL would not say readably: the files of a track, best first and each once, and the names of a song
 * that is linked to no artist. Both are the functions by which the public API reads older snapshots.
 */
export function registerTrackFunctions(db: Database): void {
  const packed = new Map<string, string>();
  const pack = (text: string): string => {
    const known = packed.get(text) ?? packDocument(text);
    if (packed.size < mostKept) packed.set(text, known);
    return known;
  };
  db.function('file_begin', { deterministic: true }, (label, ext) => {
    const file = { storedLabel: label as string | null, ext: ext as string | null };
    return pack(beginOf(',"files":[', qualityOf(file), file.ext));
  });
  db.aggregate('track_files', {
    start: (): FileLocation[] => [],
    // The library counts the parameters; its type knows only one.
    step: addFile as unknown as (list: FileLocation[], next: unknown) => void,
    result: (list: FileLocation[]) =>
      trackFiles(list)
        .map(({ quality, ext, sizeBytes, delivery }, at) => {
          const begin = beginOf(at === 0 ? ',"files":[' : ',', quality, ext);
          return `${pack(begin)}${JSON.stringify(sizeBytes)}${pack(`,"delivery":${JSON.stringify(delivery)}}`)}`;
        })
        .join(''),
  });
  db.function('singer_list', (singers) =>
    packDocument(
      singerNames(typeof singers === 'string' ? singers : null)
        .map((name) => JSON.stringify({ id: null, name }))
        .join(','),
    ),
  );
}
