import { isWithin } from '../compare.js';
import { FileLookup } from '../file-lookup.js';
import type { LibraryStore, StoredPlaylistFile } from '../library-store.js';
import { entryPaths, maxPlaylistEntries, parseM3u } from '../m3u.js';
import { absolutePath, type FileKey, type FoundFile, splitPath } from '../model.js';
import { decodePlaylistText } from '../playlist-text.js';
import { type PlaylistFileReader, sameStamp } from '../ports.js';
import { ProblemLog, type ScanPhase, type ScanRun, throwIfAborted, viewIsStale } from '../scan-run.js';

/** Reads playlist files that are new or changed and looks their entries up among the library's files. */
export class PlaylistPhase implements ScanPhase {
  readonly name = 'playlists';

  constructor(
    private readonly reader: PlaylistFileReader,
    private readonly store: Pick<LibraryStore, 'listedPlaces'>,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    const found = scan.walked.listings.flatMap((listing) => listing.playlists).sort(byPlace);
    const known = new Map(scan.walked.record.playlistFiles.map((file) => [absolutePath(file), file]));
    const files: StoredPlaylistFile[] = [];
    for (const file of found) {
      throwIfAborted(scan.task.signal);
      const before = known.get(absolutePath(file));
      known.delete(absolutePath(file));
      const unchanged = before !== undefined && before.root === file.root && sameStamp(before, file);
      const current = unchanged ? before : await this.read(file, before, scan);
      if (current !== before) scan.playlists.changed = true;
      if (current !== undefined) files.push(current);
    }
    for (const file of known.values()) {
      if (isWithin(file, scan.walked.folders.kept) || !scan.walked.scope.covers(file)) files.push(file);
      else scan.playlists.changed = true;
    }
    scan.playlists.files = files;
    if (viewIsStale(scan)) await this.resolve(scan);
  }

  /** Unreadable files stay as they were. */
  private async read(file: FoundFile, before: StoredPlaylistFile | undefined, scan: ScanRun): Promise<StoredPlaylistFile | undefined> {
    const read = await this.reader.read(file, scan.task.signal);
    if (read.kind === 'bytes') return { ...file, ...parsePlaylist(read.bytes) };
    scan.problems.add(absolutePath(file), read.reason);
    return before;
  }

  private async resolve(scan: ScanRun): Promise<void> {
    const { unchanged, kept, renamed } = scan.walked.comparison;
    const files: FileKey[] = [...unchanged, ...kept].filter((file) => file.state === 'listed');
    for (const { file } of renamed) files.push(file);
    for (const opened of scan.opened) if (opened.kind === 'audio') files.push(opened.file);
    const lookup = new FileLookup([...files, ...(await this.elsewhere(scan))]);
    const problems = new ProblemLog();
    const entries = new Map<StoredPlaylistFile, FileKey[]>();
    for (const playlist of scan.playlists.files) {
      throwIfAborted(scan.task.signal);
      for (const note of playlist.notes) problems.add(absolutePath(playlist), note);
      entries.set(playlist, await this.resolveEntries(playlist, lookup, problems));
    }
    scan.playlists.entries = entries;
    scan.playlists.problems = { count: problems.count, named: problems.named };
  }

  /** Listed files where the scan has not looked. */
  private async elsewhere({ task, walked, playlists }: ScanRun): Promise<readonly FileKey[]> {
    if (task.folders === undefined || playlists.files.length === 0) return [];
    const loaded = new Set(walked.record.files.filter(({ state }) => state !== 'gone').map(absolutePath));
    return (await this.store.listedPlaces(task.signal)).filter((place) => !loaded.has(absolutePath(place)));
  }

  private async resolveEntries(playlist: StoredPlaylistFile, lookup: FileLookup<FileKey>, problems: ProblemLog): Promise<FileKey[]> {
    const folder = absolutePath({ root: playlist.root, path: splitPath(playlist.path).folder });
    const found: FileKey[] = [];
    for (const entry of playlist.entries) {
      const file = await this.lookUp(entryPaths(entry, folder), lookup);
      if (file !== undefined) found.push(file);
      else problems.add(absolutePath(playlist), `no such file in the library: ${entry.trim().slice(0, 300)}`);
    }
    return found;
  }

  private async lookUp(paths: readonly string[], lookup: FileLookup<FileKey>): Promise<FileKey | undefined> {
    for (const path of paths) {
      const file = lookup.exact(path);
      if (file !== undefined) return file;
    }
    for (const path of paths) {
      const file = lookup.loose(path);
      if (file !== undefined) return file;
    }
    for (const path of paths) {
      // The walk skips links, but a playlist entry may go through one.
      const real = await this.reader.realPath(path);
      const file = real === undefined ? undefined : lookup.exact(real);
      if (file !== undefined) return file;
    }
    return undefined;
  }
}

function parsePlaylist(bytes: Uint8Array): Pick<StoredPlaylistFile, 'title' | 'entries' | 'notes'> {
  const text = decodePlaylistText(bytes);
  if (text === undefined) return { title: undefined, entries: [], notes: ['not a text file'] };
  const playlist = parseM3u(text);
  if (playlist.isStreamIndex) return { title: undefined, entries: [], notes: ['the index of a live stream, not a list of songs'] };
  const notes: string[] = [];
  if (playlist.streams.length > 0)
    notes.push(`${playlist.streams.length} stream addresses are skipped, such as ${playlist.streams[0]?.slice(0, 200)}`);
  if (playlist.entries.length > maxPlaylistEntries)
    notes.push(`only the first ${maxPlaylistEntries} of ${playlist.entries.length} entries are read`);
  return { title: playlist.title, entries: playlist.entries.slice(0, maxPlaylistEntries), notes };
}

const byPlace = (a: FileKey, b: FileKey): number => (absolutePath(a) < absolutePath(b) ? -1 : 1);
