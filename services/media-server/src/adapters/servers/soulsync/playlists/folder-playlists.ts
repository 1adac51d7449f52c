import { realpath, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder, writeAtomically } from '@catalogsync/runtime';
import type { ServerPlaylists } from '../../../../core/servers/media-server.js';
import type { PlaylistEdits } from '../../../../core/servers/playlist-edits.js';
import type { NewPlaylist, PlaylistEntry, ServerPlaylist } from '../../../../core/servers/values.js';
import { type FileRow, nameIdOf, pathOf, trackIdOf } from '../index/file-row.js';
import { type FolderLibrary, isOutside } from '../index/folder-library.js';
import { serverTrackOf } from '../server-track.js';
import { freeName } from './file-names.js';
import { editedText, type ResolvedLine } from './playlist-edit.js';
import { changeable, PlaylistFiles } from './playlist-files.js';
import { descriptionIn, formatPlaylist, lineFor, newPlaylistText, type PlaylistLine, type PlaylistText, pathsOf } from './playlist-text.js';

const entriesPerPage = 500;

/** Playlists as `.m3u8` files of one folder, with paths relative to it. A change is one new file in the place of the old one. */
export class FolderPlaylists implements ServerPlaylists {
  readonly changesAtOnce = true;
  /** Changes take turns: two at once would lose one. */
  private turn: Promise<unknown> = Promise.resolve();

  private readonly files: PlaylistFiles;

  constructor(
    private readonly library: FolderLibrary,
    private readonly dir: string,
  ) {
    this.files = new PlaylistFiles(dir);
  }

  async *list(signal: AbortSignal): AsyncIterable<readonly ServerPlaylist[]> {
    const ids = await this.trackIds(signal);
    for (const file of await this.files.names()) {
      const found = await this.files.read(file);
      if (found === undefined) continue;
      const { id, name, text, readOnly } = found;
      const trackCount = (await this.resolved(text, ids)).filter(({ trackId }) => trackId !== undefined).length;
      yield [{ id, name, description: descriptionIn(text), trackCount, readOnly }];
    }
  }

  async *entries(playlistId: string, signal: AbortSignal): AsyncIterable<readonly PlaylistEntry[]> {
    const ids = await this.trackIds(signal);
    const { text } = await this.files.find(playlistId);
    const rows = (await this.resolved(text, ids)).flatMap(({ trackId }) => ids.get(trackId ?? '') ?? []);
    for (let from = 0; from < rows.length; from += entriesPerPage) {
      yield rows.slice(from, from + entriesPerPage).map((row) => ({ track: serverTrackOf(row, this.library.dir) }));
    }
  }

  create({ name, description, trackIds }: NewPlaylist, signal: AbortSignal): Promise<string> {
    return this.change(async () => {
      // First, as it fails where the music is out of reach: then no folder is made in the place of a volume.
      await this.trackIds(signal);
      await makeFolder(this.dir);
      const lineOf = await this.lines(trackIds, signal);
      const file = freeName(name, await this.files.names());
      const text = { ...newPlaylistText(name, description), entries: trackIds.map(lineOf) };
      await writeAtomically(join(this.dir, file), formatPlaylist(text));
      return nameIdOf(file);
    });
  }

  append(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    return this.rewrite(playlistId, trackIds, signal, async ({ entries, tail, ...text }, lineOf) => ({
      ...text,
      // Lines after the last entry are kept, but an entry after them would make them its own.
      tail: [],
      entries: [
        ...entries,
        ...trackIds.map(lineOf).map((line, at) => (at === 0 ? { ...line, comments: [...tail, ...line.comments] } : line)),
      ],
    }));
  }

  replace(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    return this.rewrite(playlistId, trackIds, signal, async (text, lineOf) => ({ ...text, entries: trackIds.map(lineOf), tail: [] }));
  }

  edit(playlistId: string, edits: PlaylistEdits, signal: AbortSignal): Promise<void> {
    const added = edits.after.flatMap(({ trackId, from }) => (from === undefined ? [trackId] : []));
    return this.rewrite(playlistId, added, signal, async (text, lineOf) => {
      return editedText(text, await this.resolved(text, await this.trackIds(signal)), edits, lineOf);
    });
  }

  remove(playlistId: string, signal: AbortSignal): Promise<void> {
    return this.change(async () => {
      await this.library.reach(signal);
      await rm(join(this.dir, changeable(await this.files.find(playlistId)).file));
    });
  }

  private rewrite(
    playlistId: string,
    trackIds: readonly string[],
    signal: AbortSignal,
    work: (text: PlaylistText, lineOf: (trackId: string) => PlaylistLine) => Promise<PlaylistText>,
  ): Promise<void> {
    return this.change(async () => {
      await this.library.reach(signal);
      const { file, text } = changeable(await this.files.find(playlistId));
      const path = join(this.dir, file);
      const { mode } = await stat(path);
      const changed = formatPlaylist(await work(text, await this.lines(trackIds, signal)));
      if (changed !== formatPlaylist(text)) await writeAtomically(path, changed, mode & 0o777);
    });
  }

  private change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(() => withFaults(work));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async trackIds(signal: AbortSignal): Promise<ReadonlyMap<string, FileRow>> {
    return (await this.library.current(signal)).ids();
  }

  /** @throws Fault `not_found` for a track that the library does not have */
  private async lines(trackIds: readonly string[], signal: AbortSignal): Promise<(trackId: string) => PlaylistLine> {
    const ids = await this.trackIds(signal);
    const root = await this.library.reach(signal);
    const place = await realpath(this.dir);
    const lineOf = (trackId: string): PlaylistLine => {
      const row = ids.get(trackId);
      if (row === undefined) throw new Fault('not_found', `there is no track ${trackId} in the music folder`);
      const path = relative(place, join(root, pathOf(row)));
      if (/[\r\n]/.test(path)) throw new Fault('invalid_argument', `the name of ${row.title} has a line break, so no playlist can hold it`);
      const seconds = row.durationMs === undefined ? -1 : Math.round(row.durationMs / 1000);
      return lineFor(path, { title: row.title, artist: row.credit.names.join(', '), seconds });
    };
    for (const trackId of trackIds) lineOf(trackId);
    return lineOf;
  }

  private async resolved({ entries }: PlaylistText, ids: ReadonlyMap<string, FileRow>): Promise<ResolvedLine[]> {
    const place = await realpath(this.dir);
    const roots = new Set([await realpath(this.library.dir), this.library.dir]);
    const trackOf = (line: PlaylistLine): string | undefined => {
      for (const path of pathsOf(line)) {
        for (const root of roots) {
          const inside = relative(root, resolve(place, path));
          const id = isOutside(inside) ? undefined : trackIdOf(inside);
          if (id !== undefined && ids.has(id)) return id;
        }
      }
      return undefined;
    };
    return entries.map((line) => ({ line, trackId: trackOf(line) }));
  }
}
