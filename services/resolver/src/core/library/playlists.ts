import { plainTrack } from '../sources/described.js';
import { withBlanks } from '../sources/unknown.js';
import { FolderIdentities } from './folder-identities.js';
import type { LibraryPlaylist, StoredPlaylistFile } from './library-store.js';
import { absolutePath, type FileKey, splitPath } from './model.js';
import type { Pause, Sha256Hex } from './ports.js';
import { blankTags, describeTrack, identityForm, type ListedFile } from './track-description.js';

/** A playlist with its tracks in order; in one written by a person, a track may repeat. */
export interface BuiltPlaylist {
  readonly playlist: LibraryPlaylist;
  readonly trackIds: readonly string[];
}

export interface PlaylistMaterial {
  /** In the order in which they became known. */
  readonly files: readonly ListedFile[];
  readonly byPlace: ReadonlyMap<string, ListedFile>;
  readonly playlistFiles: readonly StoredPlaylistFile[];
  readonly entries: ReadonlyMap<StoredPlaylistFile, readonly FileKey[]>;
}

export interface PlaylistTools {
  readonly sha256: Sha256Hex;
  readonly pause: Pause;
  readonly put: (playlist: BuiltPlaylist) => Promise<void>;
}

/** The chart's id, and its pool's external id. */
export const newestChartId = 'library_newest';

const chartLength = 100;

/** Playlists built before yielding to other work. */
const batch = 50;

/** Makes every playlist of the library: the chart of the newest tracks, and playlist files. */
export async function buildPlaylists(material: PlaylistMaterial, tools: PlaylistTools): Promise<void> {
  const tracks = new TrackTexts(material.files);
  if (material.files.length > 0) await tools.put(build(newestChart(material.files), tracks, tools.sha256));
  const identities = new FolderIdentities();
  for (const [index, file] of material.playlistFiles.entries()) {
    if (index % batch === batch - 1) await tools.pause();
    const draft = playlistFileDraft(file, material, identities, tools.sha256);
    // Missing entries are reported; an empty list is useless.
    if (draft.trackIds.length > 0) await tools.put(build(draft, tracks, tools.sha256));
  }
}

type Draft = Omit<LibraryPlaylist, 'version' | 'sortKey'> & { readonly trackIds: readonly string[] };

/** Charts come first, then playlist files, each by name. */
const orderOfKind: Readonly<Record<LibraryPlaylist['kind'], string>> = { toplist: '1', playlist_file: '3' };

function build(draft: Draft, tracks: TrackTexts, sha256: Sha256Hex): BuiltPlaylist {
  const { trackIds, ...playlist } = draft;
  const { description = '' } = playlist;
  const version = sha256(JSON.stringify([{ ...playlist, description }, trackIds.map((id) => tracks.get(id))])).slice(0, 16);
  const sortKey = `${orderOfKind[playlist.kind]} ${identityForm(description)} ${identityForm(playlist.name)}`;
  return { playlist: { ...playlist, version, sortKey }, trackIds };
}

function newestChart(files: readonly ListedFile[]): Draft {
  const canonical = new Map(files.toReversed().map((file) => [file.trackId, file]));
  const newest = [...canonical.values()].sort((a, b) => b.firstSeenAt - a.firstSeenAt || b.mtimeMs - a.mtimeMs || a.id - b.id);
  return {
    remoteId: newestChartId,
    kind: 'toplist',
    name: 'Recently added',
    description: undefined,
    trackIds: newest.slice(0, chartLength).map((file) => file.trackId),
  };
}

function playlistFileDraft(file: StoredPlaylistFile, material: PlaylistMaterial, identities: FolderIdentities, sha256: Sha256Hex): Draft {
  const entries = material.entries.get(file) ?? [];
  const { name } = splitPath(file.path);
  return {
    remoteId: `file-${idOf(['file', ...identities.of(file)], sha256)}`,
    kind: 'playlist_file',
    name: file.title || name.replace(/\.[^.]+$/, '').normalize('NFC'),
    description: undefined,
    trackIds: entries.flatMap((entry) => material.byPlace.get(absolutePath(entry))?.trackId ?? []),
  };
}

const idOf = (identity: readonly string[], sha256: Sha256Hex): string => sha256(identity.join('\n')).slice(0, 24);

/** What a listing says about each track, so that a change of it changes the playlist's version. */
class TrackTexts {
  private readonly files = new Map<string, ListedFile>();

  constructor(files: readonly ListedFile[]) {
    for (const file of files) if (!this.files.has(file.trackId)) this.files.set(file.trackId, file);
  }

  get(trackId: string): unknown {
    const file = this.files.get(trackId);
    return file === undefined ? trackId : [plainTrack(describeTrack(file)), withBlanks(file.tags, blankTags)];
  }
}
