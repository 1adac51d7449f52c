import { plainTrack } from '../sources/described.js';
import { withBlanks } from '../sources/unknown.js';
import { FolderIdentities } from './folder-identities.js';
import type { LibraryPlaylist, StoredPlaylistFile, ViewedTracks } from './library-store.js';
import { type FileKey, splitPath } from './model.js';
import type { Pause, Sha256Hex } from './ports.js';
import { blankTags, describeTrack, identityForm, type ListedFile } from './track-description.js';

/** A playlist with its tracks in order; in one written by a person, a track may repeat. */
export interface BuiltPlaylist {
  readonly playlist: LibraryPlaylist;
  readonly trackIds: readonly string[];
}

export interface PlaylistMaterial {
  readonly tracks: ViewedTracks;
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
  const tracks = new TrackTexts(material.tracks);
  const newest = material.tracks.newest(chartLength);
  if (newest.length > 0) await tools.put(build(newestChart(newest), tracks, tools.sha256));
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

function newestChart(newest: readonly ListedFile[]): Draft {
  return {
    remoteId: newestChartId,
    kind: 'toplist',
    name: 'Recently added',
    description: undefined,
    trackIds: newest.map((file) => file.trackId),
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
    trackIds: entries.flatMap((entry) => material.tracks.trackAt(entry) ?? []),
  };
}

const idOf = (identity: readonly string[], sha256: Sha256Hex): string => sha256(identity.join('\n')).slice(0, 24);

/** What a listing says about each track, so that a change of it changes the playlist's version. */
class TrackTexts {
  constructor(private readonly tracks: ViewedTracks) {}

  get(trackId: string): unknown {
    const file = this.tracks.file(trackId);
    return file === undefined ? trackId : [plainTrack(describeTrack(file)), withBlanks(file.tags, blankTags)];
  }
}
