import type { AuditEntry } from '@catalogsync/audit';
import { faultCodes } from '@catalogsync/faults';
import { from, instant, named, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ApiToken } from '../../core/console/api-tokens.js';
import { type PlaylistEntry, type SongEntry, songStatuses } from '../../core/console/catalogue-lists.js';
import type { Dashboard } from '../../core/console/dashboard.js';
import type { HistoryEvent } from '../../core/console/job-history.js';
import type { ItemOfJob } from '../../core/console/job-lists.js';
import type { PlaylistExtra } from '../../core/console/playlist-shelf.js';
import { type Role, roles } from '../../core/console/roles.js';
import type { NamedSong } from '../../core/recordings/recording-files.js';
import { hold, item, jobEvent, jobJson, liveWorker, totalOf } from './job-json.js';
import { installationFields } from './overview-json.js';

// Everything but jobs as the console's API shows it, in the words of the tables.

const problem = named(
  'Problem',
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(faultCodes),
    detail: Type.String(),
    hint: Type.Optional(Type.String({ description: 'What to do next.' })),
    instance: Type.String(),
    affected: Type.Optional(Type.Integer({ description: 'How many items match now, if that is not what was seen.' })),
  },
  { description: 'RFC 9457.' },
);

interface ShownSession {
  readonly username: string;
  readonly role: Role;
  readonly csrfToken: string | undefined;
  readonly confirmedUntil: number | undefined;
}

export const session = shape<ShownSession>()('Session', {
  username: Type.String(),
  role: oneOf(roles),
  csrfToken: nullable('string', {
    description: 'Send it as X-CSRF-Token with every request that changes something; null for an API token.',
  }),
  confirmedUntil: instant({
    description: 'Until then what is dangerous needs no POST /api/session/confirm; null for an API token, which may not do it.',
  }),
});

export const apiToken = shape<ApiToken>()('ApiToken', {
  id: Type.Integer(),
  name: Type.String(),
  role: oneOf(roles),
  createdBy: Type.String(),
  createdAt: instant(),
  expiresAt: instant({ description: 'null: never.' }),
  lastUsedAt: instant(),
  revokedAt: instant(),
});

export const newApiToken = shape<ApiToken & { readonly token: string }>()('NewApiToken', {
  ...apiToken.fields,
  token: Type.String({ description: 'The token itself. Shown only once.' }),
});

export const auditEntry = shape<AuditEntry>()('AuditEntry', {
  id: Type.Integer({ description: 'Of its service.' }),
  service: Type.String({ description: 'The service that did it.' }),
  at: instant(),
  actor: Type.String(),
  via: oneOf(['http', 'grpc', 'cli', 'schedule']),
  address: Type.String(),
  action: Type.String({ description: 'Name of the operation.' }),
  target: Type.String(),
  outcome: Type.String({ description: 'done, begun, or a problem code.' }),
});

export const playlist = shape<PlaylistEntry & PlaylistExtra>()('Playlist', {
  id: Type.Integer(),
  platform: Type.String(),
  remoteId: Type.String(),
  name: Type.String(),
  coverUrl: nullable('string'),
  playCount: Type.Integer(),
  songCount: Type.Integer(),
  syncStatus: Type.String(),
  lastSyncedAt: nullable('string'),
  lastError: nullable('string'),
  isFollowed: Type.Boolean({ description: 'Its songs are downloaded. Always true for local lists, whose files are there already.' }),
  downloadedCount: nullable('integer', {
    description:
      'Its songs with a file, of their own or of a linked song. null if the page has more than 50,000 songs: the longest lists are not counted.',
  }),
  coverHash: nullable('string', { description: 'See GET /api/covers/{hash}/{size}; null without a picture.' }),
  thumbhash: nullable('string', { description: 'ThumbHash of the picture, base64.' }),
  mirrored: from(({ isMirrored }) => isMirrored, Type.Boolean({ description: 'Jobs keep it on the media server.' })),
});

const songName = shape<NamedSong>()('SongName', {
  id: Type.Integer(),
  platform: Type.String(),
  remoteId: Type.String(),
});

const entryFile = object({
  ext: Type.String(),
  quality: Type.String({ description: 'hires, lossless, high, standard, low or unknown.' }),
  sizeBytes: Type.Unsafe({ type: ['integer', 'null'] }),
});

export const song = shape<SongEntry>()('Song', {
  id: Type.Integer(),
  platform: Type.String(),
  remoteId: Type.String(),
  name: Type.String(),
  singers: nullable('string'),
  ext: nullable('string'),
  fileSizeBytes: nullable('integer'),
  status: oneOf(songStatuses, {
    description:
      'downloaded: it has an active file, or a song linked to it has one. gone: without any file and in no playlist; see library purge.',
  }),
  fileCount: Type.Integer({ description: 'Its own active files.' }),
  fileOf: from(
    ({ fileOf }) => fileOf && songName.json(fileOf),
    Type.Optional(
      Type.Unsafe({ $ref: 'SongName#', description: 'The linked song whose file it shares; left out for its own file, or none.' }),
    ),
  ),
  file: from(
    ({ file }) => file && { ext: file.ext, quality: file.quality, sizeBytes: file.fileSizeBytes ?? null },
    Type.Unsafe({ anyOf: [entryFile, { type: 'null' }], description: 'Its own active file, the primary one of several.' }),
  ),
  album: nullable('string'),
  durationMs: nullable('integer'),
  coverId: from(({ cover }) => cover?.id, nullable('integer')),
  coverHash: from(({ cover }) => cover?.hash, nullable('string', { description: 'For GET /api/covers/{hash}/{size}.' })),
  thumbhash: from(
    ({ cover }) => cover?.thumbhash,
    nullable('string', { description: 'ThumbHash in base64, to show until the picture is there.' }),
  ),
});

interface CommandOutcome {
  readonly status: 'applied' | 'pending' | 'counted';
  readonly commandId?: number;
  readonly affected: number;
}

export const commandOutcome = shape<CommandOutcome>()('CommandOutcome', {
  commandId: nullable('integer', { description: 'null for a dry run, or if it was not applied within 5 s.' }),
  status: oneOf(['applied', 'pending', 'counted'], {
    description: 'pending: queued, and applied as soon as the runner gets to it. counted: a dry run; nothing changed.',
  }),
  affected: Type.Integer({ description: 'Number of items changed, or that would be; for pause and resume, of jobs, stages or sources.' }),
});

const speedOf = ({ running }: Dashboard, stageType: string): number =>
  Math.round(running.reduce((sum, { stage, progress }) => sum + (stage.type === stageType ? (progress?.bytesPerSecond ?? 0) : 0), 0));

const overview = shape<Dashboard>()('Overview', {
  ...installationFields,
  catalogue: from(
    ({ counts: { songs, playlists, artists, activeFiles } }) => ({ songs, playlists, artists, activeFiles }),
    object(
      { songs: Type.Integer(), playlists: Type.Integer(), artists: Type.Integer(), activeFiles: Type.Integer() },
      {
        description:
          'What was collected, at most a few seconds old; somewhat older in a large catalogue. Linked songs, and artists of several sources, count once each here; the public API counts them as one in /v1/stats.',
      },
    ),
  ),
  downloadStats: from(
    ({ counts: { songs, downloadedSongs, goneSongs }, jobs }) => ({
      downloadedSongs,
      missingSongs: songs - downloadedSongs,
      goneSongs,
      items: totalOf(jobs.flatMap(({ stages }) => stages.filter(({ type }) => type === 'download'))),
    }),
    object({
      downloadedSongs: Type.Integer({ description: 'Songs with an active file of their own or of a song linked to them.' }),
      missingSongs: Type.Integer(),
      goneSongs: Type.Integer({ description: 'Songs without any file and in no playlist; no other count holds them.' }),
      items: Type.Unsafe({ $ref: 'ItemCounts#', description: 'In the download stages of unfinished jobs.' }),
    }),
  ),
  transferStats: from(
    (read) => ({ downloadSpeedBytesPerSec: speedOf(read, 'download'), uploadSpeedBytesPerSec: speedOf(read, 'upload') }),
    object({ downloadSpeedBytesPerSec: Type.Integer(), uploadSpeedBytesPerSec: Type.Integer() }, { description: 'All workers together.' }),
  ),
  workers: from(
    ({ running }) => running.map(liveWorker.json),
    Type.Array(ref('LiveWorker'), { description: 'Workers whose item is running in an active job.' }),
  ),
  jobs: from(({ jobs }) => jobs.map(jobJson), Type.Array(ref('Job'), { description: 'Unfinished jobs, newest first, at most 20.' })),
  recentJobs: from(({ recent }) => recent.map(jobJson), Type.Array(ref('Job'), { description: 'The newest 5, finished or not.' })),
  holds: from(
    ({ holds }) => holds.map(hold.json),
    Type.Array(ref('Hold'), { description: 'What keeps work from starting: paused sources, full volumes.' }),
  ),
});

export const dashboard = shape<Dashboard & { readonly taskRows?: readonly ItemOfJob[] }>()('Dashboard', {
  ...overview.fields,
  taskRows: from(
    ({ taskRows }) => taskRows?.map(item.json),
    Type.Optional(Type.Array(ref('Item'), { description: 'Running and failed items of active jobs, 50 of each per job.' })),
  ),
});

/** It has no timestamp, because equal states must give equal text. */
export const liveSnapshot = shape<Dashboard & { readonly events: readonly HistoryEvent[] }>()(
  'LiveSnapshot',
  {
    ...overview.fields,
    events: from(
      ({ events }) => events.map(jobEvent.json),
      Type.Array(ref('JobEvent'), { description: 'Events since the previous snapshot, ascending.' }),
    ),
  },
  { description: 'The data of a `snapshot` event of the live stream.' },
);

export const consoleSchemas = [
  problem,
  ...[session, apiToken, newApiToken, auditEntry, playlist, songName, song, commandOutcome, dashboard, liveSnapshot].map(
    ({ schema }) => schema,
  ),
];
