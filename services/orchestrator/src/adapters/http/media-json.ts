import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import { type ServerCheck, type ServerChecks, serverCheckResults } from '../../core/console/media-servers.js';
import { type MirrorMode, mirrorModes, type TrackChange } from '../../core/media-server/media-server-peer.js';
import type { Mirrored } from '../../core/media-server/mirror-playlist.js';
import type { ListedMirror, SongToMirror } from '../../core/media-server/mirror-store.js';

// The owner's media server as the console's API shows it.

/** One kind of server that there is an adapter for; all but the type are known of the chosen one alone. */
export interface ShownServer {
  readonly type: string;
  readonly name: string | undefined;
  readonly active: boolean;
  readonly configured: boolean | undefined;
  readonly reachable: boolean | undefined;
  readonly version: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly lastScanAt: number | undefined;
  readonly lastCheck: ServerChecks | undefined;
}

const found = (server: ShownServer, isFound: (check: ServerCheck) => boolean): readonly ServerCheck[] =>
  server.lastCheck?.checks.filter(isFound) ?? [];

const lack = object({ what: Type.String(), reason: Type.String() });

const mediaServer = shape<ShownServer>()('MediaServer', {
  type: Type.String({ description: 'The word of SERVER_ACTIVE that chooses it.' }),
  name: nullable('string', { description: 'As the server calls itself; null if it is not connected.' }),
  active: Type.Boolean({ description: 'The chosen one.' }),
  configured: nullable('boolean', { description: 'null for one that is not chosen: its settings are not read.' }),
  reachable: nullable('boolean'),
  version: nullable('string'),
  detail: nullable('string', { description: 'Why it is not reachable.' }),
  hint: nullable('string', { description: 'What to do about it.' }),
  lastScanAt: instant({ description: 'When a job last had it scan its library.' }),
  checkedAt: from(
    ({ lastCheck }) => lastCheck?.checkedAt,
    instant({ description: 'The last check since the start of this service; null if there was none.' }),
  ),
  can: from(
    (server) => found(server, ({ result }) => result === 'works' || result === 'offered').map(({ what }) => what),
    Type.Array(Type.String()),
  ),
  lacks: from(
    (server) =>
      found(server, ({ result }) => result === 'unsupported' || result === 'failed').map(({ what, detail }) => ({ what, reason: detail })),
    Type.Array(lack, { description: 'What it cannot do by design, or failed to do in the last check.' }),
  ),
});

const serverCheck = shape<ServerCheck>()('ServerCheck', {
  what: Type.String(),
  result: oneOf(serverCheckResults, { description: 'offered: not tried, because that would change something. unsupported: by design.' }),
  detail: Type.String(),
  hint: nullable('string'),
});

export const serverChecks = shape<ServerChecks>()('ServerChecks', {
  checkedAt: instant(),
  checks: from(({ checks }) => checks.map(serverCheck.json), Type.Array(ref('ServerCheck'))),
});

export const mediaServers = shape<{ readonly active: string | undefined; readonly servers: readonly ShownServer[] }>()('MediaServers', {
  active: nullable('string', { description: 'Type of the chosen server; null if none is chosen.' }),
  servers: from(({ servers }) => servers.map(mediaServer.json), Type.Array(ref('MediaServer'))),
});

const reasons = ['followed', 'chosen', 'left_out', 'not_followed', 'turned_off'] as const;

export const mirror = shape<Omit<ListedMirror, 'mode'> & { readonly mode: MirrorMode }>()('Mirror', {
  playlistId: from(({ id }) => id, Type.Integer()),
  platform: Type.String(),
  name: Type.String(),
  mirrored: from(({ isMirrored }) => isMirrored, Type.Boolean({ description: 'Jobs keep it on the media server.' })),
  reason: oneOf(reasons, { description: 'turned_off: MIRROR_PLAYLISTS is none.' }),
  mode: oneOf(mirrorModes, { description: 'As decided, or by the settings.' }),
  serverId: Type.String({ description: 'The server that it was mirrored to last; empty if it never was.' }),
  remoteId: Type.String({ description: 'Its id there; empty if there is none.' }),
  mirroredAt: instant({ description: 'The last time that it succeeded.' }),
  songCount: Type.Integer({ description: 'Songs here, at that time.' }),
  unmatchedCount: Type.Integer({ description: 'Those with a file that the server did not have.' }),
  withoutFileCount: Type.Integer({ description: 'Those that the server did not have because there was no file yet.' }),
  lastError: nullable('string', { description: 'Why it failed last.' }),
});

const artists = Type.Array(Type.String());

const mirrorChange = shape<TrackChange>()('MirrorChange', {
  kind: oneOf(['added', 'moved', 'removed']),
  position: Type.Integer({ description: 'From 1: afterwards, or before for a removal.' }),
  title: from(({ track }) => track.title, Type.String()),
  artists: from(({ track }) => track.artists, artists),
});

const unmatchedSong = shape<SongToMirror>()('UnmatchedSong', {
  songId: from(({ id }) => id, Type.Integer()),
  title: Type.String(),
  artists,
  hasFile: Type.Boolean(),
});

const mostUnmatched = 500;

export const mirrorResult = shape<Mirrored>()('MirrorResult', {
  created: from(({ result }) => result.created, Type.Boolean({ description: 'It was made there, or would be.' })),
  added: from(({ result }) => result.added, Type.Integer()),
  moved: from(({ result }) => result.moved, Type.Integer()),
  removed: from(({ result }) => result.removed, Type.Integer()),
  trackCount: from(({ result }) => result.trackCount, Type.Integer({ description: 'Tracks in it afterwards.' })),
  applied: from(({ result }) => result.applied, Type.Boolean({ description: 'false for a dry run, and if nothing was to be changed.' })),
  changes: from(
    ({ result }) => result.changes.map(mirrorChange.json),
    Type.Array(ref('MirrorChange'), { description: 'The first 200, removals first.' }),
  ),
  unmatchedCount: from(({ unmatched }) => unmatched.length, Type.Integer({ description: 'Songs that the server does not have.' })),
  unmatched: from(
    ({ unmatched }) => unmatched.slice(0, mostUnmatched).map(unmatchedSong.json),
    Type.Array(ref('UnmatchedSong'), { description: `The first ${mostUnmatched} of them, those with a file first.` }),
  ),
  serverName: Type.String(),
  mode: oneOf(mirrorModes),
});

export const mediaSchemas = [mediaServer, mediaServers, serverCheck, serverChecks, mirror, mirrorChange, unmatchedSong, mirrorResult].map(
  ({ schema }) => schema,
);
