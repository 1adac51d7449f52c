import { type FileKey, splitPath } from './model.js';
import type { Pause } from './ports.js';
import { identityForm, type ListedFile } from './track-description.js';

/** Files that make up one playlist, in its order. */
export interface FileGroup {
  /** What the group's id is derived from. */
  readonly identity: readonly string[];
  readonly name: string;
  /** For an album: its artist. */
  readonly description: string | undefined;
  readonly files: readonly ListedFile[];
}

const variousArtists = 'Various Artists';

/** Files sorted or grouped before yielding to other work: a few milliseconds. */
const batch = 2000;
const groupBatch = 100;

/**
 * Groups the library into albums, and files without an album into folders. Files must come in the order in which they
 * became known; the first one decides an album's spelling.
 */
export async function groupFiles(files: readonly ListedFile[], pause: Pause): Promise<FileGroup[]> {
  const albumArtists = await untaggedAlbumArtists(files, pause);
  const groups = new Map<string, { first: ListedFile; album: Album | undefined; files: ListedFile[] }>();
  for (const [index, file] of files.entries()) {
    if (index % batch === batch - 1) await pause();
    const album = albumOf(file, albumArtists);
    const key =
      album === undefined
        ? `folder\n${file.root}\n${splitPath(file.path).folder}`
        : `album\n${identityForm(album.artist)}\n${identityForm(album.name)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: file, album, files: [file] });
    else group.files.push(file);
  }
  const result: FileGroup[] = [];
  const folders = new FolderIdentities();
  for (const { first, album, files: members } of groups.values()) {
    if (result.length % groupBatch === groupBatch - 1) await pause();
    result.push(album === undefined ? folderGroup(first, members, folders) : albumGroup(album, members));
  }
  return result;
}

interface Album {
  readonly name: string;
  readonly artist: string;
}

function albumOf(file: ListedFile, untagged: ReadonlyMap<string, string>): Album | undefined {
  const { album: name } = file.tags;
  if (name === undefined) return undefined;
  return { name, artist: taggedAlbumArtist(file) ?? untagged.get(albumInFolder(file, name)) ?? variousArtists };
}

function taggedAlbumArtist({ tags }: ListedFile): string | undefined {
  return tags.albumArtist ?? (tags.compilation ? variousArtists : undefined);
}

const albumInFolder = (file: ListedFile, album: string): string => `${file.root}\n${splitPath(file.path).folder}\n${identityForm(album)}`;

/**
 * Without an album artist tag, an album in one folder is by the artist credited first on more than half of its
 * tracks, so that guests do not split it; otherwise by various artists.
 */
async function untaggedAlbumArtists(files: readonly ListedFile[], pause: Pause): Promise<Map<string, string>> {
  const counts = new Map<string, { total: number; byArtist: Map<string, { name: string; count: number }> }>();
  for (const [index, file] of files.entries()) {
    if (index % batch === batch - 1) await pause();
    const { album } = file.tags;
    if (album === undefined || taggedAlbumArtist(file) !== undefined) continue;
    const key = albumInFolder(file, album);
    const entry = counts.get(key) ?? { total: 0, byArtist: new Map() };
    counts.set(key, entry);
    entry.total++;
    const name = file.tags.artists[0] ?? '';
    const artist = entry.byArtist.get(identityForm(name)) ?? { name, count: 0 };
    artist.count++;
    entry.byArtist.set(identityForm(name), artist);
  }
  const leaders = new Map<string, string>();
  for (const [key, { total, byArtist }] of counts) {
    const leader = [...byArtist.values()].find(({ count }) => count * 2 > total);
    leaders.set(key, leader === undefined || leader.name === '' ? variousArtists : leader.name);
  }
  return leaders;
}

function albumGroup({ name, artist }: Album, files: ListedFile[]): FileGroup {
  return {
    identity: ['album', identityForm(artist), identityForm(name)],
    name,
    description: artist,
    files: uniqueTracks(files.sort(byDiscAndTrack)),
  };
}

function folderGroup(first: ListedFile, files: ListedFile[], folders: FolderIdentities): FileGroup {
  const { folder } = splitPath(first.path);
  const shown = folder === '' ? first.root : folder;
  return {
    identity: ['folder', ...folders.of({ root: first.root, path: folder })],
    name: splitPath(shown).name || shown,
    description: undefined,
    files: uniqueTracks(files.sort(byDiscAndTrack)),
  };
}

/** Numbered tracks first, then by path in natural number order. */
function byDiscAndTrack(a: ListedFile, b: ListedFile): number {
  return (
    (a.tags.discNumber ?? 1) - (b.tags.discNumber ?? 1) ||
    (a.tags.trackNumber ?? Number.MAX_SAFE_INTEGER) - (b.tags.trackNumber ?? Number.MAX_SAFE_INTEGER) ||
    naturally.compare(a.path, b.path) ||
    (a.path < b.path ? -1 : 1)
  );
}

const naturally = new Intl.Collator('en', { numeric: true });

function uniqueTracks(files: readonly ListedFile[]): ListedFile[] {
  return [...new Map(files.toReversed().map((file) => [file.trackId, file])).values()].reverse();
}

/**
 * Ids of folders and playlist files derive from their path below the root, so they survive mounting the library
 * elsewhere. If two roots contain the same path, the first one asked for gets the short form.
 */
export class FolderIdentities {
  private readonly taken = new Map<string, string>();

  of(key: FileKey): string[] {
    const owner = this.taken.get(key.path) ?? key.root;
    this.taken.set(key.path, owner);
    return owner === key.root ? [key.path] : [key.path, key.root];
  }
}
