import { asGiven, type Database, known, oneOfGiven, type SqlValue } from '@catalogsync/sqlite';
import type { FolderKey, KnownFile, LookedPlaces } from '../../core/library/model.js';
import type { Pause } from '../../core/library/ports.js';
import { type AsRead, inTrouble, placeColumns } from './rows.js';

/** Rows read before yielding to other work of the process. */
const batch = 2000;

const selectFiles = `SELECT file_id AS id, ${placeColumns}, state, nullif(reason, '') AS reason, fingerprint, audio_hash AS "audioHash",
    track_id AS "trackId", tag_rules AS "tagRules", lyrics_stamp AS "lyricsStamp", picture_stamp AS "pictureStamp", gone_at AS "goneAt"
  FROM library_files`;
const inOrder = `WHERE file_id > ? ORDER BY file_id LIMIT ${batch}`;
const thatAreGone = `WHERE ${inTrouble('gone')} AND file_id > ? ORDER BY file_id LIMIT ${batch}`;
const inTree = `WHERE root = ? AND path > ? AND path < ? AND state <> 'gone' ORDER BY path LIMIT ${batch}`;
const next = "WHERE root = ? AND path > ? AND path < ? AND state <> 'gone' ORDER BY path LIMIT 1";

/** Above every path. */
const last = '\u{10FFFF}';

/** The rows of the library's files, of all or of some places, each read along an index. */
export class KnownFiles {
  /** By id: a folder that is gone may have been named by itself as well. */
  private readonly files = new Map<number, KnownFile>();

  constructor(
    private readonly database: Database,
    private readonly pause: Pause,
    private readonly signal: AbortSignal,
  ) {}

  async all(): Promise<KnownFile[]> {
    await this.pages(inOrder, (row) => [row?.id ?? 0]);
    return [...this.files.values()];
  }

  /** Those of these places, and all that are gone. */
  async at({ trees, folders }: LookedPlaces): Promise<KnownFile[]> {
    await this.pages(thatAreGone, (row) => [row?.id ?? 0]);
    for (const tree of trees) await this.tree(tree);
    for (const folder of folders) await this.folder(folder, folder.folders);
    return [...this.files.values()];
  }

  /** Those that are not gone with one of these audios or of one of these tracks. */
  async related(audioHashes: readonly string[], trackIds: readonly string[]): Promise<KnownFile[]> {
    await this.having('audio_hash', audioHashes);
    await this.having('track_id', trackIds);
    return [...this.files.values()];
  }

  private async having(column: 'audio_hash' | 'track_id', values: readonly string[]): Promise<void> {
    const some = this.database.reads.statement<AsRead<KnownFile>>(`${selectFiles} WHERE ${column} ${oneOfGiven} AND state <> 'gone'`);
    for (let from = 0; from < values.length; from += batch) {
      this.signal.throwIfAborted();
      for (const row of some.all(asGiven(values.slice(from, from + batch)))) this.files.set(row.id, known(row));
      await this.pause();
    }
  }

  private tree({ root, path }: FolderKey): Promise<void> {
    const end = path === '' ? last : `${path}/${last}`;
    return this.pages(inTree, (row) => [root, row?.path ?? (path === '' ? '' : `${path}/`), end]);
  }

  /** From file to file, past all that lies below a folder that is still there: they may be many. */
  private async folder({ root, path }: FolderKey, standing: ReadonlySet<string>): Promise<void> {
    const begin = path === '' ? '' : `${path}/`;
    const step = this.database.reads.statement<AsRead<KnownFile>>(`${selectFiles} ${next}`);
    let steps = 0;
    for (let after = begin; ; ) {
      if (++steps % batch === 0) await this.pause();
      const row = step.get(root, after, `${begin}${last}`);
      if (row === undefined) return;
      const [name = '', ...below] = row.path.slice(begin.length).split('/');
      if (below.length === 0) {
        this.files.set(row.id, known(row));
        after = row.path;
        continue;
      }
      if (!standing.has(name)) await this.tree({ root, path: `${begin}${name}` });
      after = `${begin}${name}/${last}`;
    }
  }

  private async pages(condition: string, after: (row: KnownFile | undefined) => SqlValue[]): Promise<void> {
    const page = this.database.reads.statement<AsRead<KnownFile>>(`${selectFiles} ${condition}`);
    for (let row: KnownFile | undefined; ; ) {
      this.signal.throwIfAborted();
      const rows = page.all(...after(row));
      for (const one of rows) {
        row = known(one);
        this.files.set(row.id, row);
      }
      if (rows.length < batch) return;
      await this.pause();
    }
  }
}
