import type { EmulatedAnswer } from '../emulated-answer.js';
import { dateOf, type JellyfinItem, type JellyfinPlaylist, type JellyfinState } from './jellyfin-state.js';

/** Members that are sent only to callers who ask for them by `fields`; a single item has all of them. */
const optionalMembers = ['Genres', 'Overview', 'Path', 'ProviderIds', 'DateCreated', 'ChildCount'];

/** Members that an update sets, and clears when it leaves them out. */
const written: Readonly<Record<string, unknown>> = {
  Name: null,
  OriginalTitle: null,
  ForcedSortName: null,
  Overview: null,
  Genres: [],
  Tags: [],
  Taglines: [],
  Studios: [],
  People: [],
  ProductionLocations: [],
  ProductionYear: null,
  PremiereDate: null,
  OfficialRating: null,
  CustomRating: null,
  CommunityRating: null,
  PreferredMetadataLanguage: null,
  ProviderIds: {},
  LockData: false,
  LockedFields: [],
};

type Described = Record<string, unknown>;

/** Descriptions of items, lists of them by query, and updates. */
export class JellyfinItems {
  constructor(private readonly state: JellyfinState) {}

  /** `GET /Items`. */
  list(query: URLSearchParams): EmulatedAnswer {
    const types = wordsOf(query, 'includeItemTypes');
    if (types.includes('Playlist')) return this.page(this.visiblePlaylists(query.get('userId')), query);
    return this.page(
      this.matching(query).filter(({ type }) => types.length === 0 || types.includes(type)),
      query,
    );
  }

  /** `GET /Artists/AlbumArtists`. */
  artists(query: URLSearchParams): EmulatedAnswer {
    return this.page(
      this.matching(query).filter(({ type }) => type === 'MusicArtist'),
      query,
    );
  }

  /** A page of some of them, described as far as the query asks. */
  page(
    items: readonly (JellyfinItem | JellyfinPlaylist)[],
    query: URLSearchParams,
    more: (at: number) => object = () => ({}),
  ): EmulatedAnswer {
    const { largestPage, largestPageStatus } = this.state.knobs;
    const start = Number(query.get('startIndex') ?? 0);
    const limit = Number(query.get('limit') ?? items.length);
    if (largestPage !== undefined && Math.min(limit, items.length) > largestPage) {
      return { status: largestPageStatus, headers: { 'content-type': 'text/plain' }, body: 'Error processing request.' };
    }
    const wanted = new Set(wordsOf(query, 'fields'));
    const described = items.slice(start, start + limit).map((item, index) => {
      const all = this.describe(item, query.get('enableUserData') === 'false' ? null : query.get('userId'));
      const kept = Object.entries(all).filter(([name]) => !optionalMembers.includes(name) || wanted.has(name));
      return { ...Object.fromEntries(kept), ...more(start + index) };
    });
    const total = query.get('enableTotalRecordCount') === 'false' ? 0 : items.length;
    return { body: { Items: described, TotalRecordCount: total, StartIndex: start } };
  }

  /** Everything about one, as `GET /Items/{itemId}` tells. */
  describe(item: JellyfinItem | JellyfinPlaylist, userId: string | null): Described {
    const { id } = item;
    const picture = this.state.pictures.get(id);
    const common = {
      ServerId: this.state.serverId,
      Id: id,
      ChannelId: null,
      IsFolder: !('type' in item) || item.type !== 'Audio',
      ImageTags: picture === undefined ? {} : { Primary: id.slice(0, 8) },
      BackdropImageTags: [],
      ImageBlurHashes: {},
      LocationType: 'FileSystem',
      ...(userId === null ? {} : { UserData: this.userData(userId, id) }),
    };
    if (!('type' in item)) {
      const { entries, mediaType, members } = item;
      return { ...common, Type: 'Playlist', MediaType: mediaType, ChildCount: entries.length, ...members };
    }
    const own = { Type: item.type, MediaType: item.type === 'Audio' ? 'Audio' : 'Unknown', DateCreated: dateOf(item.addedAt) };
    return { ...common, ...own, Name: item.name, SortName: item.name.toLowerCase(), ProviderIds: {}, ...detailsOf(item), ...item.members };
  }

  /** `POST /Items/{itemId}`: what is left out is cleared. */
  update(item: JellyfinItem | JellyfinPlaylist, body: Described): void {
    item.members = Object.fromEntries(Object.entries(written).map(([name, empty]) => [name, body[name] ?? empty]));
  }

  private userData(userId: string, itemId: string): Described {
    const played = this.state.plays.get(`${userId} ${itemId}`);
    const last = played === undefined ? {} : { LastPlayedDate: dateOf(played.last) };
    const count = played?.count ?? 0;
    return { PlaybackPositionTicks: 0, PlayCount: count, IsFavorite: false, Played: count > 0, Key: itemId, ItemId: itemId, ...last };
  }

  private visiblePlaylists(userId: string | null): JellyfinPlaylist[] {
    return [...this.state.playlists.values()].filter(({ ownerId }) => userId === null || ownerId === userId);
  }

  /** A library that does not exist does not limit the list: the server then starts from the root. */
  private matching(query: URLSearchParams): JellyfinItem[] {
    const parentId = query.get('parentId');
    const term = folded(query.get('searchTerm') ?? '');
    const ids = wordsOf(query, 'ids');
    const artists = (query.get('artists') ?? '').split('|').filter(Boolean).map(folded);
    const isPlayed = wordsOf(query, 'filters').includes('IsPlayed');
    const isKnown = this.state.libraries.some(({ id }) => id === parentId);
    const found = [...this.state.items.values()].filter(
      ({ id, name, artist, libraryIds }) =>
        (!isKnown || libraryIds.has(parentId ?? '')) &&
        (term === '' || folded(name).includes(term)) &&
        (ids.length === 0 || ids.includes(id)) &&
        (artists.length === 0 || artists.includes(folded(artist))) &&
        (!isPlayed || this.state.plays.has(`${query.get('userId')} ${id}`)),
    );
    const direction = query.get('sortOrder') === 'Descending' ? -1 : 1;
    if (query.get('sortBy') === 'DateCreated') found.sort((one, other) => direction * (one.addedAt - other.addedAt));
    return found;
  }
}

function detailsOf({ type, artist, song }: JellyfinItem): Described {
  if (type === 'MusicArtist') return {};
  const person = { Name: artist, Id: null };
  const credit = { Artists: [artist], AlbumArtist: artist, AlbumArtists: [{ Name: person.Name }] };
  if (type === 'MusicAlbum') return credit;
  const path = `/music/${artist.replaceAll('/', '_')}/${song.album}/${song.title}.flac`;
  return { ...credit, Album: song.album, RunTimeTicks: song.seconds * 10_000_000, Path: path };
}

const wordsOf = (query: URLSearchParams, name: string): string[] => (query.get(name) ?? '').split(',').filter(Boolean);

/** Searches do not care for case and accents. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
