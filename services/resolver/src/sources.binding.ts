import type { HttpClient } from '@catalogsync/outbound-http';
import type { ConfigValues } from '@catalogsync/runtime';
import { archive } from './adapters/sources/archive/definition.js';
import { deezer } from './adapters/sources/deezer/definition.js';
import { hifi } from './adapters/sources/hifi/definition.js';
import { httpList } from './adapters/sources/http-list/definition.js';
import { jamendo } from './adapters/sources/jamendo/definition.js';
import { kuwo } from './adapters/sources/kuwo/definition.js';
import { lidarr } from './adapters/sources/lidarr/definition.js';
import { listenbrainz } from './adapters/sources/listenbrainz/definition.js';
import { migu } from './adapters/sources/migu/definition.js';
import { musicbrainz } from './adapters/sources/musicbrainz/definition.js';
import { netease } from './adapters/sources/netease/definition.js';
import { qianqian } from './adapters/sources/qianqian/definition.js';
import { qobuz } from './adapters/sources/qobuz/definition.js';
import { qq } from './adapters/sources/qq/definition.js';
import { soulseek } from './adapters/sources/slskd/definition.js';
import { named } from './adapters/sources/source-definition.js';
import { subsonic } from './adapters/sources/subsonic/definition.js';
import { tidal } from './adapters/sources/tidal/definition.js';
import { soundcloud, youtube } from './adapters/sources/yt-dlp/definition.js';
import { librarySourceName } from './core/library/library-source.js';
import { namedById } from './core/sources/playlist-addresses.js';
import { PlaylistRecogniser } from './core/sources/recognise-playlists.js';
import type { Source } from './core/sources/source.js';

/**
 * Every source outside this machine, in the order of `ListSources`; those that give no files come last. Keys, documentation, registry and the addresses
 * of playlists follow from this list.
 */
const definitions = [
  subsonic,
  archive,
  jamendo,
  netease,
  qq,
  kuwo,
  migu,
  qianqian,
  hifi,
  youtube,
  soundcloud,
  soulseek,
  lidarr,
  httpList,
  deezer,
  tidal,
  qobuz,
  listenbrainz,
  musicbrainz,
] as const;

type IntersectionOf<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;
type SourceKeys = IntersectionOf<(typeof definitions)[number]['keys']>;

/** Keys of the sources; each source is used once its keys are set. */
export const sourceKeys = Object.assign({}, ...definitions.map(({ keys }) => keys)) as SourceKeys;

/** Knows the addresses of playlists at every platform. */
export const playlistRecogniser = new PlaylistRecogniser([
  { name: librarySourceName, addresses: namedById },
  ...definitions.flatMap(({ name, aliases, addresses }) => (addresses === undefined ? [] : [{ name, aliases, addresses }])),
]);

/**
 * The sources outside this machine, in the order of `ListSources`; those whose keys are not set say so themselves.
 * Opens nothing before the first request.
 */
export function remoteSources(config: ConfigValues<SourceKeys>, http: HttpClient): Source[] {
  return definitions.map((definition) => named(definition, definition.open(config, { http })));
}

/** Names of the keys that each source outside this machine reads. */
export const keysOfSources: ReadonlyMap<string, readonly string[]> = new Map(
  definitions.map(({ name, keys }) => [name, Object.keys(keys)]),
);
