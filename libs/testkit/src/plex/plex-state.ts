/** A track with its file, as a test gives it. */
export interface PlexSong {
  readonly title: string;
  /** Of the album. */
  readonly artist: string;
  /** Of the track, if it is another. */
  readonly trackArtist?: string;
  readonly album: string;
  readonly genre: string;
  readonly seconds: number;
  /** Key of the library whose folder has it; the first one if left out. */
  readonly libraryKey?: string;
}

export interface EmulatedLibrary {
  readonly key: string;
  readonly title: string;
  /** `artist` for music. */
  readonly type: string;
  readonly folder: string;
  /** How often it still says that it is being refreshed. */
  polls: number;
  /** How often it still says nothing after a refresh was requested. */
  silentPolls: number;
  /** Seconds. */
  scannedAt: number;
  /** What the running scan will find. */
  scanned: string | undefined;
}

export interface EmulatedArtist {
  readonly key: number;
  readonly libraryKey: string;
  readonly title: string;
  genres: string[];
  summary: string;
  locked: string[];
  poster: Buffer | undefined;
}

export interface EmulatedAlbum {
  readonly key: number;
  readonly artist: EmulatedArtist;
  readonly title: string;
  /** Seconds. */
  readonly addedAt: number;
  poster: Buffer | undefined;
}

export interface EmulatedTrack {
  readonly key: number;
  readonly album: EmulatedAlbum;
  readonly song: PlexSong;
  readonly file: string;
  viewCount: number;
  lastViewedAt: number;
}

export interface EmulatedPlaylist {
  readonly key: number;
  title: string;
  summary: string;
  readonly type: 'audio' | 'video';
  readonly smart: boolean;
  readonly poster: string;
  items: { readonly itemId: number; readonly track: EmulatedTrack }[];
}

export interface EmulatedPlay {
  readonly historyKey: string;
  readonly type: string;
  readonly title: string;
  /** Absent once the item is deleted. */
  readonly track: EmulatedTrack | undefined;
  readonly libraryKey: string;
  readonly viewedAt: number;
}

/** What may differ between servers; change it at any time. */
export interface PlexKnobs {
  /** Before each answer. */
  latencyMs: number;
  token: string;
  /** A release that knows `/library/sections`, `GET …/refresh` and `/posters`, no search hubs and few filters, and wants items for a new playlist. */
  older: boolean;
  /** Keys as numbers in place of texts. */
  numericKeys: boolean;
  /** Answers 503. */
  starting: boolean;
  /** Refuses tokens with a page in place of JSON. */
  refusesWithPage: boolean;
  /** Does not find this title by its search; lists find it. */
  unsearchable: string;
  /** Polls of a scan that are true, and before those that are silent. */
  scanPolls: number;
  silentPolls: number;
  /** Answers changes of playlists by their status alone. */
  terse: boolean;
  /** No page has more entries. */
  pageCap: number;
}

/** Libraries, playlists and plays of an emulated server. */
export class PlexState {
  readonly machineIdentifier = '0123456789abcdef0123456789abcdef01234567';
  readonly knobs: PlexKnobs = {
    latencyMs: 0,
    token: 'token-of-the-owner',
    older: false,
    numericKeys: false,
    starting: false,
    refusesWithPage: false,
    unsearchable: '',
    scanPolls: 2,
    silentPolls: 1,
    terse: false,
    pageCap: Number.POSITIVE_INFINITY,
  };
  readonly libraries: EmulatedLibrary[] = [];
  readonly artists = new Map<number, EmulatedArtist>();
  readonly albums = new Map<number, EmulatedAlbum>();
  readonly tracks = new Map<number, EmulatedTrack>();
  readonly playlists = new Map<number, EmulatedPlaylist>();
  readonly plays: EmulatedPlay[] = [];
  /** On the disk, not yet scanned. */
  readonly waiting: PlexSong[] = [];
  private readonly byName = new Map<string, number>();
  private readonly lists = new Map<string, { readonly size: number; readonly items: readonly unknown[] }>();
  private lastKey = 4000;
  private now = 1_772_000_000;

  addLibrary(title: string, type = 'artist'): EmulatedLibrary {
    const key = String(this.libraries.length + 1);
    const library = { key, title, type, folder: `/media/${title}`, polls: 0, silentPolls: 0, scannedAt: this.tick(), scanned: undefined };
    this.libraries.push(library);
    return library;
  }

  /** As a scan finds it. */
  add(song: PlexSong): EmulatedTrack {
    const libraryKey = song.libraryKey ?? this.musicLibraries[0]?.key ?? '';
    const artist = this.named(this.artists, `${libraryKey}\n${song.artist}`, (key) => {
      return { key, libraryKey, title: song.artist, genres: [song.genre], summary: '', locked: [], poster: undefined };
    });
    const album = this.named(this.albums, `${artist.key}\n${song.album}`, (key) => {
      return { key, artist, title: song.album, addedAt: this.tick(), poster: undefined };
    });
    const folder = this.libraries.find(({ key }) => key === libraryKey)?.folder ?? '';
    const file = `${folder}/${song.artist}/${song.album}/${song.title}.flac`;
    const track = { key: this.nextKey(), album, song, file, viewCount: 0, lastViewedAt: 0 };
    this.tracks.set(track.key, track);
    return track;
  }

  get musicLibraries(): readonly EmulatedLibrary[] {
    return this.libraries.filter(({ type }) => type === 'artist');
  }

  artistsOf(libraryKey: string): readonly EmulatedArtist[] {
    return this.inLibrary('artists', this.artists, (artist) => artist.libraryKey === libraryKey, libraryKey);
  }

  albumsOf(libraryKey: string): readonly EmulatedAlbum[] {
    return this.inLibrary('albums', this.albums, ({ artist }) => artist.libraryKey === libraryKey, libraryKey);
  }

  tracksOf(libraryKey: string): readonly EmulatedTrack[] {
    return this.inLibrary('tracks', this.tracks, ({ album }) => album.artist.libraryKey === libraryKey, libraryKey);
  }

  makePlaylist(title: string, more: Partial<Pick<EmulatedPlaylist, 'summary' | 'type' | 'smart'>> = {}): EmulatedPlaylist {
    const key = this.nextKey();
    const playlist: EmulatedPlaylist = {
      key,
      title,
      summary: '',
      type: 'audio',
      smart: false,
      poster: `/playlists/${key}/composite/1`,
      items: [],
      ...more,
    };
    this.playlists.set(key, playlist);
    return playlist;
  }

  play(key: number): void {
    const track = this.tracks.get(key);
    if (track === undefined) throw new Error(`there is no track ${key}`);
    track.viewCount += 1;
    track.lastViewedAt = this.tick();
    this.addPlay({ type: 'track', title: track.song.title, track, libraryKey: track.album.artist.libraryKey });
  }

  addPlay(play: Omit<EmulatedPlay, 'historyKey' | 'viewedAt'>): void {
    this.plays.push({ ...play, historyKey: `/status/sessions/history/${this.nextKey()}`, viewedAt: this.tick() });
  }

  nextKey(): number {
    this.lastKey += 1;
    return this.lastKey;
  }

  /** Seconds; each call is one later. */
  tick(): number {
    this.now += 1;
    return this.now;
  }

  /** Kept until something is added: large libraries are read page after page. */
  private inLibrary<T>(what: string, all: Map<number, T>, isIn: (item: T) => boolean, libraryKey: string): readonly T[] {
    const name = `${what} ${libraryKey}`;
    const known = this.lists.get(name);
    if (known?.size === all.size) return known.items as readonly T[];
    const items = [...all.values()].filter(isIn);
    this.lists.set(name, { size: all.size, items });
    return items;
  }

  private named<T>(items: Map<number, T>, name: string, make: (key: number) => T): T {
    const id = `${items === (this.artists as unknown) ? 'artist' : 'album'} ${name}`;
    const known = items.get(this.byName.get(id) ?? -1);
    if (known !== undefined) return known;
    const key = this.nextKey();
    this.byName.set(id, key);
    const made = make(key);
    items.set(key, made);
    return made;
  }
}
