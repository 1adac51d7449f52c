import { createHash } from 'node:crypto';

export type JellyfinVersion = '10.11.11' | '12.0.0';

/** A song as its file's tags tell. */
export interface JellyfinSong {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly seconds: number;
  /** Name of its library; the first music library if left out. */
  readonly library?: string;
  /** Milliseconds since 1970; each song a minute after the one before if left out. */
  readonly addedAt?: number;
}

export interface JellyfinUser {
  readonly id: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  /** Of a session that this user opened; an API key has no user. */
  readonly token: string;
}

export interface JellyfinLibraryFolder {
  readonly id: string;
  readonly name: string;
  readonly type: 'music' | 'movies';
}

/** One thing in the library, with what lists always say of it. */
export interface JellyfinItem {
  readonly id: string;
  readonly type: 'MusicArtist' | 'MusicAlbum' | 'Audio';
  readonly name: string;
  /** Libraries that have it; artists may be in several. */
  readonly libraryIds: Set<string>;
  readonly artist: string;
  readonly song: JellyfinSong;
  readonly addedAt: number;
  /** Members of its description that were read from files or written by callers. */
  members: Record<string, unknown>;
}

interface JellyfinPlaylistEntry {
  readonly entryId: string;
  readonly trackId: string;
}

export interface JellyfinPlaylist {
  readonly id: string;
  readonly ownerId: string;
  readonly mediaType: string;
  members: Record<string, unknown>;
  entries: JellyfinPlaylistEntry[];
}

/** What can be wrong with the server, or differs between installations; change it at any time. */
export interface JellyfinKnobs {
  /** Milliseconds before each answer. */
  latencyMs: number;
  apiKey: string;
  /** Whether the headers and parameters of old clients are still accepted. */
  legacyAuthorization: boolean;
  /** False before the first user has been made. */
  isSetUp: boolean;
  /** Seconds that a server that is starting asks to wait. */
  startingSeconds: number | undefined;
  /** Lists of more items than this fail. */
  largestPage: number | undefined;
  largestPageStatus: 500 | 413;
  /** As servers do to this day: an API key has no user, so setting a playlist's entries and moving one are refused with 400. */
  keyHasNoUser: boolean;
  /** Whether each entry of a playlist has an id of its own, or just that of its track. */
  entryIds: 'own' | 'tracks';
  /** Whether a playlist may have a track twice; otherwise repetitions are left out in silence. */
  keepsRepetitions: boolean;
  /** Whether tracks that do not exist are left out in silence when they are added. */
  dropsUnknownTracks: boolean;
  /** How often the tasks are asked for until a scan begins, and until it has ended. */
  scanBeginsAfter: number;
  scanLasts: number;
}

const usualKnobs: JellyfinKnobs = {
  latencyMs: 0,
  apiKey: '0123456789abcdef0123456789abcdef',
  legacyAuthorization: false,
  isSetUp: true,
  startingSeconds: undefined,
  largestPage: undefined,
  largestPageStatus: 500,
  keyHasNoUser: false,
  entryIds: 'own',
  keepsRepetitions: true,
  dropsUnknownTracks: false,
  scanBeginsAfter: 1,
  scanLasts: 2,
};

const jellyfinId = (...words: readonly string[]): string => createHash('md5').update(words.join('\n')).digest('hex');

const firstSongAt = Date.UTC(2026, 1, 1);

/** What one emulated Jellyfin knows. */
export class JellyfinState {
  readonly serverId = jellyfinId('server');
  readonly knobs: JellyfinKnobs = { ...usualKnobs };
  readonly users: JellyfinUser[] = ['guest', 'catalogue'].map((name) => ({
    id: jellyfinId('user', name),
    name,
    isAdministrator: name === 'catalogue',
    token: jellyfinId('token', name),
  }));
  readonly libraries: JellyfinLibraryFolder[] = [
    { id: jellyfinId('library', 'Music'), name: 'Music', type: 'music' },
    { id: jellyfinId('library', 'Films'), name: 'Films', type: 'movies' },
  ];
  readonly items = new Map<string, JellyfinItem>();
  readonly playlists = new Map<string, JellyfinPlaylist>();
  readonly pictures = new Map<string, { readonly mediaType: string; readonly bytes: Buffer }>();
  /** By user and track. */
  readonly plays = new Map<string, { count: number; last: number }>();
  /** Latest first. */
  readonly log: Record<string, unknown>[] = [];
  /** Files that the next scan finds. */
  readonly newSongs: JellyfinSong[] = [];
  readonly scan = { queued: false, polls: 0, isRunning: false, isCancelling: false, ends: 1 };
  private lastId = 0;

  constructor(
    readonly version: JellyfinVersion,
    songs: readonly JellyfinSong[],
  ) {
    for (const song of songs) this.add(song);
  }

  nextId(): string {
    this.lastId += 1;
    return jellyfinId('made', String(this.lastId));
  }

  add(song: JellyfinSong): void {
    const { title, artist, album, genre } = song;
    const library = this.libraries.find(({ name, type }) => (song.library === undefined ? type === 'music' : name === song.library));
    if (library === undefined) throw new Error(`there is no library ${song.library}`);
    const addedAt = song.addedAt ?? firstSongAt + this.items.size * 60_000;
    const common = { artist, song, addedAt };
    const put = (id: string, item: Pick<JellyfinItem, 'type' | 'name' | 'members'>): void => {
      const known = this.items.get(id);
      if (known === undefined) this.items.set(id, { id, ...common, ...item, libraryIds: new Set([library.id]) });
      else known.libraryIds.add(library.id);
    };
    put(jellyfinId('artist', artist), { type: 'MusicArtist', name: artist, members: { Genres: [genre], Overview: null } });
    put(jellyfinId('album', artist, album), { type: 'MusicAlbum', name: album, members: { Genres: [genre], Overview: null } });
    put(jellyfinId('track', artist, album, title), { type: 'Audio', name: title, members: { Genres: [genre], Overview: null } });
  }

  /** Somebody plays a track to its end. */
  play(userId: string, trackId: string, at: number): void {
    const key = `${userId} ${trackId}`;
    const played = this.plays.get(key) ?? { count: 0, last: 0 };
    this.plays.set(key, { count: played.count + 1, last: at });
    for (const Type of ['AudioPlayback', 'AudioPlaybackStopped']) {
      const Name = `somebody played ${this.items.get(trackId)?.name ?? 'something'}`;
      const entry = { Id: this.log.length + 1, Name, Type, ItemId: trackId, Date: dateOf(at), UserId: userId, Severity: 'Information' };
      this.log.unshift(entry);
    }
  }

  /** One more question for the tasks: a queued scan begins, a running one ends and finds new files. */
  advanceScan(): void {
    const { scan, knobs } = this;
    if (!scan.queued && !scan.isRunning) return;
    scan.polls += 1;
    if (scan.isRunning && (scan.isCancelling || scan.polls > knobs.scanLasts)) {
      Object.assign(scan, { isRunning: false, isCancelling: false, polls: 0, ends: scan.ends + 1 });
      if (!scan.queued) for (const song of this.newSongs.splice(0)) this.add(song);
    } else if (!scan.isRunning && scan.polls > knobs.scanBeginsAfter) {
      Object.assign(scan, { queued: false, isRunning: true, polls: 1 });
    }
  }
}

/** With seven decimals, as Jellyfin writes dates. */
export const dateOf = (time: number): string => new Date(time).toISOString().replace(/Z$/, '0000Z');
