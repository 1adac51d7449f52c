import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type PlatformCatalogue, type PlatformList, type PlatformSong, pageOf, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the emulator knows besides its catalogue, whose playlists are releases; tests change it between requests. */
export interface MusicBrainzState {
  /** A request that comes sooner after the one before is refused. */
  minPauseMs: number;
  /** Its own overload, which has nothing to do with the caller's rate. */
  busy: boolean;
  /** Ids of merged recordings and releases, by their old ids. */
  readonly merged: Map<string, string>;
  /** More ISRCs of a recording than its own. */
  readonly moreIsrcs: Map<string, readonly string[]>;
  /** Other names of artists, by name. */
  readonly artistAliases: Map<string, readonly string[]>;
}

export function musicBrainzState(): MusicBrainzState {
  return { minPauseMs: 0, busy: false, merged: new Map(), moreIsrcs: new Map(), artistAliases: new Map() };
}

const help = 'For usage, please see: https://musicbrainz.org/development/mmd';
const busyText = 'The MusicBrainz web server is currently busy. Please try again later.';
const rateText =
  'Your requests are exceeding the allowable rate limit. Please see http://wiki.musicbrainz.org/XMLWebService for more information.';

/** MusicBrainz's WS/2 in JSON: refuses callers without a name, and the second request within a second; what `inc` does not name is left out. */
export function musicBrainzAnswers(state: MusicBrainzState, now: () => number = () => performance.now()): PlatformAnswers {
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    logIn: { status: 403, body: { error: 'Your requests are not allowed without a proper User-Agent.', help } },
    tooOften: { status: 503, body: { error: rateText } },
    answer: (catalogue, request): EmulatedAnswer | undefined => {
      const since = now() - lastAt;
      lastAt = now();
      if (!/^\S+\/\S+ \( ?\S+.*\)$/.test(request.headers['user-agent'] ?? '')) {
        return { status: 403, body: { error: 'Your requests are not allowed without a proper User-Agent.', help } };
      }
      if (state.busy) return { status: 503, headers: { 'x-ratelimit-who': 'search-shed' }, body: { error: busyText } };
      if (since < state.minPauseMs) return { status: 503, headers: { 'retry-after': '1' }, body: { error: rateText } };
      return respond(state, catalogue, request);
    },
  };
}

function respond(
  state: MusicBrainzState,
  catalogue: PlatformCatalogue,
  { method, path, query }: EmulatedRequest,
): EmulatedAnswer | undefined {
  if (method !== 'GET' || !path.startsWith('/ws/2/')) return undefined;
  if (query.get('fmt') !== 'json') return { headers: { 'content-type': 'application/xml' }, body: '<metadata/>' };
  const [, kind = '', given] = /^\/ws\/2\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const inc = (query.get('inc') ?? '').split(/[+ ]/);
  if (kind === 'recording' && given === undefined) return search(state, catalogue, query);
  if (kind === 'isrc') return isrc(state, catalogue, given ?? '', inc);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given ?? '')) return failed(400, 'Invalid mbid.');
  const id = state.merged.get(given ?? '') ?? given;
  const song = kind === 'recording' ? catalogue.songs.find((one) => one.id === id) : undefined;
  if (song !== undefined) return { body: recording(state, catalogue, song, inc) };
  const list = kind === 'release' ? catalogue.playlists.find((one) => one.id === id) : undefined;
  return list === undefined ? failed(404, 'Not Found') : { body: release(state, catalogue, list, inc) };
}

/** Every quoted or bare word group must be found in its field; fields that it does not know are ignored. */
function search(state: MusicBrainzState, catalogue: PlatformCatalogue, query: URLSearchParams): EmulatedAnswer {
  const text = query.get('query') ?? '';
  if (text.trim() === '') return failed(400, 'The given parameters do not match any available query type for the recording resource.');
  const alternatives = text.split(/ OR (?=\(?isrc:|\(?recording:)/).map((part) => termsOf(part));
  const found = catalogue.songs.filter((song) =>
    alternatives.some((terms) => terms.length > 0 && terms.every((term) => fits(state, song, term))),
  );
  const [limit, offset] = [Number(query.get('limit') ?? 25), Number(query.get('offset') ?? 0)];
  const recordings = pageOf(found, offset, Math.min(limit, 100)).map((song, at) => {
    const described = recording(state, catalogue, song, ['artist-credits', 'releases', 'isrcs']);
    return { ...described, score: 100 - at, video: null };
  });
  return { body: { created: '2026-10-02T20:17:03.112Z', count: found.length, offset, recordings } };
}

interface Term {
  readonly field: string;
  readonly words: string;
}

function termsOf(text: string): Term[] {
  const found = [...text.matchAll(/(\w+):(?:"((?:[^"\\]|\\.)*)"|\(((?:[^()\\]|\\.)*)\)|(\S+))/g)];
  return found
    .filter(([, field]) => field !== 'dur')
    .map(([, field = '', quoted, grouped, bare]) => ({
      field,
      words: (quoted ?? grouped ?? bare ?? '').replace(/\\(.)/g, '$1').toLowerCase(),
    }));
}

function fits({ moreIsrcs, artistAliases }: MusicBrainzState, song: PlatformSong, { field, words }: Term): boolean {
  const titles = [song.title, ...(song.otherNames ?? [])];
  const artists = song.artists.flatMap((name) => [name, ...(artistAliases.get(name) ?? [])]);
  const isrcs = [song.isrc ?? '', ...(moreIsrcs.get(song.id) ?? [])];
  const held = field === 'isrc' ? isrcs : field === 'artist' ? artists : titles;
  return words.split(' or ').some((one) => held.some((text) => text.toLowerCase().includes(one.trim()) && one.trim() !== ''));
}

function isrc(state: MusicBrainzState, catalogue: PlatformCatalogue, code: string, inc: readonly string[]): EmulatedAnswer {
  if (!/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(code)) return failed(400, 'Invalid isrc.');
  const found = catalogue.songs.filter(({ id, isrc: own }) => own === code || state.moreIsrcs.get(id)?.includes(code));
  if (found.length === 0) return failed(404, 'Not Found');
  return { body: { isrc: code, recordings: found.map((song) => recording(state, catalogue, song, inc)) } };
}

function recording(state: MusicBrainzState, { playlists }: PlatformCatalogue, song: PlatformSong, inc: readonly string[]): object {
  const { id, title, durationMs, otherNames = [], album } = song;
  const releases = playlists.filter(({ songIds }) => songIds.includes(id)).map((list) => releaseHead(list));
  const single =
    album === undefined || releases.length > 0 ? [] : [releaseHead({ id: '00000000-0000-4000-8000-0000000000ff', name: album })];
  return {
    ...{ id, title, length: durationMs, video: false, disambiguation: '', 'first-release-date': '2019-05-03' },
    ...(inc.includes('artist-credits') ? { 'artist-credit': credit(state, song, inc) } : {}),
    ...(inc.includes('isrcs') ? { isrcs: [song.isrc, ...(state.moreIsrcs.get(id) ?? [])].filter((one) => one !== undefined) } : {}),
    ...(inc.includes('aliases') ? { aliases: otherNames.map((name) => alias(name, 'Recording name')) } : {}),
    ...(inc.includes('releases') ? { releases: [...releases, ...single] } : {}),
  };
}

function credit({ artistAliases }: MusicBrainzState, { artists }: PlatformSong, inc: readonly string[]): object[] {
  return artists.map((name, at) => ({
    name,
    joinphrase: at + 1 < artists.length ? ' & ' : '',
    artist: {
      ...{ id: '00000000-0000-4000-8000-0000000000aa', name, 'sort-name': name, type: 'Group', disambiguation: '' },
      ...(inc.includes('aliases') ? { aliases: (artistAliases.get(name) ?? []).map((other) => alias(other, 'Artist name')) } : {}),
    },
  }));
}

const alias = (name: string, type: string): object => ({ name, type, locale: null, primary: null, 'sort-name': name, ended: false });

function releaseHead({ id, name }: Pick<PlatformList, 'id' | 'name'>): object {
  const group = { id: '00000000-0000-4000-8000-0000000000bb', title: name, 'primary-type': 'Album', 'secondary-types': [] };
  return { id, title: name, status: 'Official', date: '2019-05-03', country: 'XW', 'release-group': group, disambiguation: '' };
}

function release(state: MusicBrainzState, catalogue: PlatformCatalogue, list: PlatformList, inc: readonly string[]): object {
  const songs = songsOf(catalogue, list);
  const tracks = songs.map((song, at) => {
    const own = { id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`, title: song.title, length: song.durationMs };
    return { ...own, number: String(at + 1), position: at + 1, recording: recording(state, catalogue, song, inc) };
  });
  const medium = { position: 1, title: '', format: 'CD', 'track-count': songs.length + (list.claimsMore ?? 0), 'track-offset': 0 };
  return {
    ...releaseHead(list),
    'cover-art-archive': {
      artwork: list.coverUrl !== undefined,
      front: list.coverUrl !== undefined,
      back: false,
      count: 1,
      darkened: false,
    },
    ...(inc.includes('artist-credits') && songs[0] !== undefined ? { 'artist-credit': credit(state, songs[0], inc) } : {}),
    ...(inc.includes('recordings') ? { media: [{ ...medium, tracks }] } : {}),
  };
}

function failed(status: number, error: string): EmulatedAnswer {
  return { status, body: { error, help } };
}
