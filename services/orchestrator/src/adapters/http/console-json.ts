import { faultCodes } from '@catalogsync/faults';
import { closed, nullable, oneOf, ref } from '@catalogsync/http';
import { type Item, itemStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import type { ApiToken } from '../../core/console/api-tokens.js';
import type { AuditEntry } from '../../core/console/audit.js';
import { type PlaylistEntry, type SongEntry, songStatuses } from '../../core/console/catalogue-lists.js';
import type { Dashboard } from '../../core/console/dashboard.js';
import type { HistoryEvent } from '../../core/console/job-history.js';
import { roles } from '../../core/console/roles.js';
import type { Session } from '../../core/console/sessions.js';
import { eventJson, holdJson, itemJson, jobJson, liveWorkerJson } from './job-json.js';
import { instant, isoOf } from './schema-parts.js';

// Everything but jobs as the console's API shows it, in the words of the tables.

const problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(faultCodes),
    detail: Type.String(),
    hint: Type.Optional(Type.String({ description: 'What to do next.' })),
    instance: Type.String(),
  },
  { $id: 'Problem', ...closed, description: 'RFC 9457.' },
);

const session = Type.Object(
  {
    username: Type.String(),
    role: oneOf(roles),
    csrf_token: nullable('string', {
      description: 'Send it as X-CSRF-Token with every request that changes something; null for an API token.',
    }),
  },
  { $id: 'Session', ...closed },
);

export function sessionJson({ user: { username, role }, csrfToken }: Session) {
  return { username, role, csrf_token: csrfToken };
}

const tokenFields = {
  id: Type.Integer(),
  name: Type.String(),
  role: oneOf(roles),
  created_by: Type.String(),
  created_at: instant,
  expires_at: Type.Unsafe({ type: ['string', 'null'], format: 'date-time', description: 'null: never.' }),
  last_used_at: instant,
  revoked_at: instant,
};
const apiToken = Type.Object(tokenFields, { $id: 'ApiToken', ...closed });
const newApiToken = Type.Object(
  { ...tokenFields, token: Type.String({ description: 'The token itself. Shown only once.' }) },
  { $id: 'NewApiToken', ...closed },
);

export function tokenJson({ id, name, role, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiToken) {
  return {
    id,
    name,
    role,
    created_by: createdBy,
    created_at: isoOf(createdAt),
    expires_at: isoOf(expiresAt),
    last_used_at: isoOf(lastUsedAt),
    revoked_at: isoOf(revokedAt),
  };
}

const auditEntry = Type.Object(
  {
    id: Type.Integer(),
    at: instant,
    actor: Type.String(),
    address: Type.String(),
    action: Type.String({ description: 'Name of the operation.' }),
    target: Type.String(),
    outcome: Type.String({ description: 'done, begun, or a problem code.' }),
  },
  { $id: 'AuditEntry', ...closed },
);

export function auditJson(entry: AuditEntry) {
  return { ...entry, at: isoOf(entry.at) };
}

const playlist = Type.Object(
  {
    id: Type.Integer(),
    platform: Type.String(),
    remote_playlist_id: Type.String(),
    name: Type.String(),
    cover_url: nullable('string'),
    play_count: Type.Integer(),
    collected_song_count: Type.Integer(),
    sync_status: Type.String(),
    last_synced_at: nullable('string'),
    last_error: nullable('string'),
  },
  { $id: 'Playlist', ...closed },
);

export function playlistJson(entry: PlaylistEntry) {
  return {
    id: entry.id,
    platform: entry.platform,
    remote_playlist_id: entry.remoteId,
    name: entry.name,
    cover_url: entry.coverUrl ?? null,
    play_count: entry.playCount,
    collected_song_count: entry.songCount,
    sync_status: entry.syncStatus,
    last_synced_at: entry.lastSyncedAt ?? null,
    last_error: entry.lastError ?? null,
  };
}

const song = Type.Object(
  {
    id: Type.Integer(),
    platform: Type.String(),
    remote_song_id: Type.String(),
    name: Type.String(),
    singers: nullable('string'),
    ext: nullable('string'),
    file_size_bytes: nullable('integer'),
    status: oneOf(songStatuses, { description: 'downloaded: it has an active file.' }),
    active_file_count: Type.Integer(),
  },
  { $id: 'Song', ...closed },
);

export function songJson({ id, platform, remoteId, name, singers, ext, fileSizeBytes, status, fileCount }: SongEntry) {
  return {
    id,
    platform,
    remote_song_id: remoteId,
    name,
    singers: singers ?? null,
    ext: ext ?? null,
    file_size_bytes: fileSizeBytes ?? null,
    status,
    active_file_count: fileCount,
  };
}

const commandOutcome = Type.Object(
  {
    command_id: nullable('integer', { description: 'null for a dry run, or if it was not applied within 5 s.' }),
    status: oneOf(['applied', 'pending', 'counted'], {
      description: 'pending: queued, and applied as soon as the runner gets to it. counted: a dry run; nothing changed.',
    }),
    affected: Type.Integer({ description: 'Number of items changed, or that would be; for pause and resume, of jobs, stages or sources.' }),
  },
  { $id: 'CommandOutcome', ...closed },
);

export function commandJson(status: 'applied' | 'pending' | 'counted', commandId: number, affected: number) {
  return { command_id: commandId === 0 ? null : commandId, status, affected };
}

const dashboardFields = {
  catalogue: Type.Object(
    { songs: Type.Integer(), playlists: Type.Integer(), artists: Type.Integer(), active_files: Type.Integer() },
    { ...closed, description: 'At most a few seconds old; somewhat older in a large catalogue.' },
  ),
  download_stats: Type.Object(
    {
      downloaded_songs: Type.Integer({ description: 'Songs with an active file.' }),
      missing_songs: Type.Integer(),
      items: Type.Unsafe({ $ref: 'ItemCounts#', description: 'In the download stages of unfinished jobs.' }),
    },
    closed,
  ),
  transfer_stats: Type.Object(
    { download_speed_bytes_per_sec: Type.Integer(), upload_speed_bytes_per_sec: Type.Integer() },
    { ...closed, description: 'All workers together.' },
  ),
  workers: Type.Array(ref('LiveWorker'), { description: 'Workers whose item is running in an active job.' }),
  jobs: Type.Array(ref('Job'), { description: 'Unfinished jobs, newest first, at most 20.' }),
  recent_jobs: Type.Array(ref('Job'), { description: 'The newest 5, finished or not.' }),
  holds: Type.Array(ref('Hold'), { description: 'What keeps work from starting: paused sources, full volumes.' }),
};

const dashboard = Type.Object(
  {
    ...dashboardFields,
    task_rows: Type.Optional(Type.Array(ref('Item'), { description: 'Running and failed items of active jobs, 50 of each per job.' })),
  },
  { $id: 'Dashboard', ...closed },
);

const liveSnapshot = Type.Object(
  { ...dashboardFields, events: Type.Array(ref('JobEvent'), { description: 'Events since the previous snapshot, ascending.' }) },
  { $id: 'LiveSnapshot', ...closed, description: 'The data of a `snapshot` event of the live stream.' },
);

export function dashboardJson(read: Dashboard, taskRows?: readonly Item[]) {
  const { counts, jobs, running, holds, recent } = read;
  const downloads = jobs.flatMap(({ stages }) => stages.filter(({ type }) => type === 'download'));
  const speed = (type: string): number =>
    Math.round(running.reduce((sum, { stage, progress }) => sum + (stage.type === type ? (progress?.bytesPerSecond ?? 0) : 0), 0));
  const items = itemStatuses.map((status) => [status, downloads.reduce((sum, stage) => sum + stage.counts[status], 0)]);
  return {
    catalogue: { songs: counts.songs, playlists: counts.playlists, artists: counts.artists, active_files: counts.activeFiles },
    download_stats: {
      downloaded_songs: counts.downloadedSongs,
      missing_songs: counts.songs - counts.downloadedSongs,
      items: Object.fromEntries(items),
    },
    transfer_stats: { download_speed_bytes_per_sec: speed('download'), upload_speed_bytes_per_sec: speed('upload') },
    workers: running.map(liveWorkerJson),
    jobs: jobs.map(jobJson),
    recent_jobs: recent.map(jobJson),
    holds: holds.map(holdJson),
    ...(taskRows === undefined ? {} : { task_rows: taskRows.map(itemJson) }),
  };
}

/** The data of one event of the live stream. It has no timestamp, because equal states must give equal text. */
export function liveSnapshotText(read: Dashboard, events: readonly HistoryEvent[]): string {
  return JSON.stringify({ ...dashboardJson(read), events: events.map(eventJson) });
}

export const consoleSchemas = [
  problem,
  session,
  apiToken,
  newApiToken,
  auditEntry,
  playlist,
  song,
  commandOutcome,
  dashboard,
  liveSnapshot,
];
