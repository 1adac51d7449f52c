/** Frozen together with the migration that uses it. */
export interface TableText {
  readonly name: string;
  /** Name, declaration, and the default for older rows without a value (an SQL expression over their columns). */
  readonly columns: readonly (readonly [name: string, declaration: string, missing?: string])[];
  /** The end of the declaration, such as a primary key of two columns. */
  readonly key?: string;
  readonly withoutRowid?: boolean;
  readonly unique?: readonly string[];
}

const id = ['id', 'INTEGER PRIMARY KEY AUTOINCREMENT'] as const;
const remoteId = (name: string) => [name, 'TEXT NOT NULL', "'row-' || rowid"] as const;
const platform = ['platform', "TEXT NOT NULL DEFAULT 'unknown'", "'unknown'"] as const;
const text = (name: string) => [name, 'TEXT'] as const;
const whole = (name: string) => [name, 'INTEGER'] as const;
const requiredText = (name: string, value = '') => [name, `TEXT NOT NULL DEFAULT '${value}'`, `'${value}'`] as const;
const count = (name: string) => [name, 'INTEGER NOT NULL DEFAULT 0', '0'] as const;
/** A row without a parent gets a reference to nothing, each a different one. */
const reference = (name: string, table: string) => [name, `INTEGER NOT NULL REFERENCES ${table}(id)`, '-rowid'] as const;

/** Domain, section 1. Parents before children. */
export const catalogueTables: readonly TableText[] = [
  {
    name: 'playlist_pools',
    columns: [id, platform, requiredText('pool_kind'), remoteId('external_id'), requiredText('name'), text('url'), text('metadata_json')],
    unique: ['platform', 'pool_kind', 'external_id'],
  },
  {
    name: 'playlists',
    columns: [
      id,
      platform,
      remoteId('remote_playlist_id'),
      requiredText('name'),
      text('description'),
      text('cover_url'),
      count('play_count'),
      count('collected_song_count'),
      requiredText('sync_status', 'pending'),
      text('last_synced_at'),
      text('last_error'),
      text('remote_version'),
    ],
    unique: ['platform', 'remote_playlist_id'],
  },
  {
    name: 'pool_playlists',
    columns: [reference('pool_id', 'playlist_pools'), reference('playlist_id', 'playlists')],
    key: 'PRIMARY KEY(pool_id, playlist_id)',
    withoutRowid: true,
  },
  {
    name: 'songs',
    columns: [
      id,
      platform,
      remoteId('remote_song_id'),
      requiredText('name'),
      text('singers'),
      text('ext'),
      whole('file_size_bytes'),
      text('metadata_json'),
    ],
    unique: ['platform', 'remote_song_id'],
  },
  {
    name: 'playlist_songs',
    columns: [reference('playlist_id', 'playlists'), reference('song_id', 'songs'), ['position', 'INTEGER NOT NULL']],
    key: 'PRIMARY KEY(playlist_id, position)',
    withoutRowid: true,
  },
  {
    name: 'artists',
    columns: [id, platform, remoteId('remote_artist_id'), requiredText('name')],
    unique: ['platform', 'remote_artist_id'],
  },
  {
    name: 'artist_songs',
    columns: [reference('artist_id', 'artists'), reference('song_id', 'songs'), count('position')],
    key: 'PRIMARY KEY(artist_id, song_id)',
    withoutRowid: true,
  },
  {
    name: 'storage_backends',
    columns: [id, requiredText('name'), requiredText('backend_type', 'local'), text('base_path'), text('config_json')],
    unique: ['name'],
  },
  {
    name: 'file_assets',
    columns: [
      id,
      reference('song_id', 'songs'),
      requiredText('quality_label'),
      requiredText('ext'),
      whole('file_size_bytes'),
      text('sha256'),
      whole('bitrate'),
      whole('sample_rate'),
      whole('bit_depth'),
      whole('duration_ms'),
    ],
    unique: ['song_id', 'quality_label', 'ext'],
  },
  {
    name: 'file_locations',
    columns: [
      id,
      reference('file_asset_id', 'file_assets'),
      reference('backend_id', 'storage_backends'),
      requiredText('locator'),
      requiredText('status', 'pending'),
      count('is_primary'),
    ],
    unique: ['file_asset_id', 'backend_id'],
  },
  {
    name: 'upload_tasks',
    columns: [
      id,
      reference('file_location_id', 'file_locations'),
      reference('backend_id', 'storage_backends'),
      requiredText('status', 'pending'),
      count('attempts'),
      text('object_key'),
      text('last_error'),
      text('created_at'),
      text('started_at'),
      text('ended_at'),
    ],
    unique: ['file_location_id', 'backend_id'],
  },
];

/** Domain, section 2. References are plain numbers, because the history outlives its subjects. */
export const jobTables: readonly TableText[] = [
  {
    name: 'job_runs',
    columns: [
      id,
      requiredText('job_type'),
      requiredText('config_snapshot_json', '{}'),
      requiredText('sources'),
      requiredText('download_sources'),
      requiredText('playlist_scope_json', '{}'),
      requiredText('status', 'queued'),
      text('created_at'),
      text('started_at'),
      text('ended_at'),
      text('last_error'),
    ],
  },
  {
    name: 'job_stages',
    columns: [
      id,
      count('job_run_id'),
      requiredText('stage_type'),
      count('seq_no'),
      requiredText('status', 'pending'),
      text('started_at'),
      text('ended_at'),
    ],
  },
  {
    name: 'job_items',
    columns: [
      id,
      count('job_stage_id'),
      requiredText('item_type'),
      requiredText('item_key'),
      whole('playlist_pool_id'),
      whole('playlist_id'),
      whole('song_id'),
      whole('file_location_id'),
      requiredText('payload_json', '{}'),
      text('result_json'),
      requiredText('status', 'pending'),
      whole('worker_id'),
      count('attempts'),
      text('started_at'),
      text('ended_at'),
      text('last_error'),
    ],
  },
  {
    name: 'job_workers',
    columns: [
      id,
      requiredText('worker_name'),
      requiredText('status', 'idle'),
      whole('current_song_id'),
      whole('current_playlist_id'),
      text('current_display_text'),
      count('bytes_per_second'),
      text('heartbeat_at'),
    ],
    unique: ['worker_name'],
  },
  {
    name: 'job_commands',
    columns: [
      id,
      requiredText('command_type'),
      whole('job_run_id'),
      whole('target_item_id'),
      requiredText('status', 'pending'),
      text('reason'),
      text('created_at'),
      text('applied_at'),
    ],
  },
  {
    name: 'job_events',
    columns: [id, count('job_run_id'), whole('job_item_id'), requiredText('event_type'), requiredText('message'), text('created_at')],
  },
  {
    name: 'job_logs',
    columns: [
      id,
      whole('job_run_id'),
      whole('job_stage_id'),
      whole('job_item_id'),
      requiredText('level', 'info'),
      requiredText('message'),
      text('created_at'),
    ],
  },
  {
    name: 'config_revisions',
    columns: [
      id,
      requiredText('file_path'),
      requiredText('content_text'),
      requiredText('content_hash'),
      text('note'),
      text('created_at'),
      text('applied_at'),
    ],
  },
];

/** In addition to the unique ones, which follow from the tables. */
export const catalogueIndices: readonly string[] = [
  'CREATE INDEX pool_playlists_by_playlist ON pool_playlists(playlist_id)',
  'CREATE INDEX playlist_songs_by_song ON playlist_songs(song_id)',
  'CREATE INDEX artist_songs_by_song ON artist_songs(song_id, position)',
  'CREATE UNIQUE INDEX file_locations_one_primary ON file_locations(file_asset_id) WHERE is_primary = 1',
  'CREATE INDEX file_locations_by_backend ON file_locations(backend_id, status)',
  'CREATE INDEX upload_tasks_by_backend ON upload_tasks(backend_id, status, id)',
  'CREATE INDEX job_runs_by_status ON job_runs(status, id)',
  'CREATE INDEX job_stages_by_run ON job_stages(job_run_id, seq_no)',
  'CREATE INDEX job_items_by_stage ON job_items(job_stage_id, status, id)',
  'CREATE INDEX job_commands_by_status ON job_commands(status, id)',
  'CREATE INDEX job_events_by_run ON job_events(job_run_id, id)',
  'CREATE INDEX job_logs_by_run ON job_logs(job_run_id, id)',
];
