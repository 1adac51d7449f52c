import { idOfPlace } from '../identity.js';
import type { ListReader, SongList } from './list-reader.js';
import type { ListedSong } from './list-text.js';

/** A song and the list that it is in. */
export interface FoundSong {
  readonly song: ListedSong;
  readonly list: SongList;
}

/** The songs of all of the user's lists, by the digest of their addresses. */
export class ListedSongs {
  /** @param places paths and addresses */
  constructor(
    readonly places: readonly string[],
    private readonly reader: ListReader,
  ) {}

  /** @throws Fault as `ListReader.read` */
  list(place: string, signal: AbortSignal): Promise<SongList> {
    return this.reader.read(place, signal);
  }

  async all(signal: AbortSignal): Promise<readonly FoundSong[]> {
    const found: FoundSong[] = [];
    for (const place of this.places) {
      const list = await this.list(place, signal);
      for (const song of list.songs) found.push({ song, list });
    }
    return found;
  }

  /** The first one with that id. */
  async find(id: string, signal: AbortSignal): Promise<FoundSong | undefined> {
    return (await this.all(signal)).find(({ song }) => idOfPlace(song.url) === id);
  }
}
