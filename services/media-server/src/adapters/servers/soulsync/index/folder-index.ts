import { setImmediate as turn } from 'node:timers/promises';
import { albumIdOf, artistIdOf, type FileRow, type FolderFiles, keyOf } from './file-row.js';
import { TitleText } from './title-text.js';

/** Rows that are looked at in one go: about a millisecond of work. */
const rowsPerTurn = 5000;

/** An album: its files agree on album and album artist. */
export interface AlbumRow {
  readonly id: string;
  readonly name: string;
  readonly artist: string;
  readonly year: number | undefined;
  /** When the last of its files was added. */
  readonly addedAt: number;
}

/** An album artist. */
export interface ArtistRow {
  readonly id: string;
  readonly name: string;
  readonly albumCount: number;
  readonly genres: readonly string[];
}

interface Groups {
  readonly albums: ReadonlyMap<string, AlbumRow>;
  readonly artists: ReadonlyMap<string, ArtistRow>;
}

/** What one walk found; never changes. Long work on it lets others take turns. */
export class FolderIndex {
  private byId: Promise<ReadonlyMap<string, FileRow>> | undefined;
  private groups: Promise<Groups> | undefined;
  private titles: Promise<TitleText> | undefined;

  constructor(readonly folders: ReadonlyMap<string, FolderFiles> = new Map()) {}

  get size(): number {
    let size = 0;
    for (const { rows } of this.folders.values()) size += rows.length;
    return size;
  }

  /** All rows, some at a time. */
  async *rows(): AsyncIterable<readonly FileRow[]> {
    let batch: FileRow[] = [];
    for (const { rows } of this.folders.values()) {
      for (const row of rows) {
        if (batch.push(row) < rowsPerTurn) continue;
        yield batch;
        batch = [];
        await turn();
      }
    }
    if (batch.length > 0) yield batch;
  }

  /** Those whose title holds a folded text, some at a time. */
  async *rowsTitled(text: string): AsyncIterable<readonly FileRow[]> {
    this.titles ??= TitleText.of(this.rows());
    for (const rows of (await this.titles).rowsWith(text, rowsPerTurn)) {
      yield rows;
      if (rows.length === rowsPerTurn) await turn();
    }
  }

  /** Files by their ids. */
  ids(): Promise<ReadonlyMap<string, FileRow>> {
    this.byId ??= this.collectIds();
    return this.byId;
  }

  /** By id, in the order of their names. */
  async albums(): Promise<ReadonlyMap<string, AlbumRow>> {
    this.groups ??= this.group();
    return (await this.groups).albums;
  }

  /** By id, in the order of their names. */
  async artists(): Promise<ReadonlyMap<string, ArtistRow>> {
    this.groups ??= this.group();
    return (await this.groups).artists;
  }

  /** The files of an album artist. */
  async rowsOfArtist(id: string): Promise<FileRow[]> {
    const name = (await this.artists()).get(id)?.name;
    return name === undefined ? [] : this.rowsWhere(sameName(name));
  }

  async rowsOfAlbum(id: string): Promise<FileRow[]> {
    const album = (await this.albums()).get(id);
    if (album === undefined) return [];
    const ofArtist = sameName(album.artist);
    const named = sameName(album.name);
    return this.rowsWhere((artist, row) => named(row.album) && ofArtist(artist));
  }

  private async rowsWhere(isWanted: (artist: string | undefined, row: FileRow) => boolean): Promise<FileRow[]> {
    const found: FileRow[] = [];
    for await (const rows of this.rows()) found.push(...rows.filter((row) => isWanted(row.albumArtist, row)));
    return found;
  }

  private async collectIds(): Promise<ReadonlyMap<string, FileRow>> {
    const ids = new Map<string, FileRow>();
    for await (const rows of this.rows()) for (const row of rows) if (!ids.has(row.id)) ids.set(row.id, row);
    return ids;
  }

  private async group(): Promise<Groups> {
    const albums = new Map<string, Changing<AlbumRow>>();
    const artists = new Map<string, ArtistRow & { albumCount: number; readonly found: Set<string> }>();
    const idsOfPairs = new Map<string, string>();
    for await (const rows of this.rows()) {
      for (const row of rows) {
        if (row.albumArtist === undefined) continue;
        const artist = groupOf(
          artists,
          memo(idsOfPairs, row.albumArtist, () => artistIdOf(row.albumArtist ?? '')),
          (id) => {
            const found = new Set<string>();
            return { id, name: row.albumArtist ?? '', albumCount: 0, genres: [], found };
          },
        );
        for (const genre of row.genres) artist.found.add(genre);
        if (row.album === undefined) continue;
        const pair = `${row.albumArtist}\n${row.album}`;
        const id = memo(idsOfPairs, pair, () => albumIdOf(row.albumArtist ?? '', row.album ?? ''));
        if (!albums.has(id)) artist.albumCount += 1;
        const { album: name, albumArtist, year } = row;
        const album = groupOf(albums, id, () => ({ id, name, artist: albumArtist, year, addedAt: 0 }));
        album.year ??= year;
        album.addedAt = Math.max(album.addedAt, row.addedAt);
      }
    }
    const named = [...artists].map(([id, { found, ...artist }]) => [id, { ...artist, genres: [...found].sort() }] as const);
    return { albums: sortedByName(albums), artists: sortedByName(named) };
  }
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

function memo(known: Map<string, string>, key: string, make: () => string): string {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function groupOf<T>(groups: Map<string, T>, id: string, make: (id: string) => T): T {
  const group = groups.get(id) ?? make(id);
  groups.set(id, group);
  return group;
}

function sortedByName<T extends { readonly name: string }>(items: Iterable<readonly [string, T]>): ReadonlyMap<string, T> {
  const sorted = [...items].map(([id, item]) => [id, item, keyOf(item.name)] as const);
  sorted.sort(([a, , left], [b, , right]) => (left === right ? (a < b ? -1 : 1) : left < right ? -1 : 1));
  return new Map(sorted.map(([id, item]) => [id, item] as const));
}

/** Compares by key, and works it out once for each spelling. */
function sameName(name: string): (other: string | undefined) => boolean {
  const key = keyOf(name);
  const known = new Map<string, boolean>();
  return (other) => {
    if (other === undefined) return false;
    const found = known.get(other) ?? keyOf(other) === key;
    known.set(other, found);
    return found;
  };
}
