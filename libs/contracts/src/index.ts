/** Generated wire types, one namespace per package. Import them only where RPC meets an adapter. */
export * as auditV1 from './gen/catalogsync/audit/v1/audit.js';
export * as commonV1 from './gen/catalogsync/common/v1/fault.js';
export * as mediaServerV1 from './gen/catalogsync/mediaserver/v1/mediaserver.js';
export * as orchestratorConfigurationV1 from './gen/catalogsync/orchestrator/v1/configuration.js';
export * as orchestratorImportV1 from './gen/catalogsync/orchestrator/v1/import.js';
export * as orchestratorJobsV1 from './gen/catalogsync/orchestrator/v1/jobs.js';
export * as orchestratorV1 from './gen/catalogsync/orchestrator/v1/orchestrator.js';
export * as orchestratorPlaylistFilesV1 from './gen/catalogsync/orchestrator/v1/playlist_files.js';
export * as orchestratorPlaylistsV1 from './gen/catalogsync/orchestrator/v1/playlists.js';
export * as orchestratorSchedulesV1 from './gen/catalogsync/orchestrator/v1/schedules.js';
export * as resolverDownloadsV1 from './gen/catalogsync/resolver/v1/downloads.js';
export * as resolverLyricsV1 from './gen/catalogsync/resolver/v1/lyrics.js';
export * as resolverRankingV1 from './gen/catalogsync/resolver/v1/ranking.js';
export * as resolverResolveV1 from './gen/catalogsync/resolver/v1/resolve.js';
export * as resolverV1 from './gen/catalogsync/resolver/v1/resolver.js';
export * as resolverSettingsV1 from './gen/catalogsync/resolver/v1/settings.js';
export * as snapshotV1 from './gen/catalogsync/snapshot/v1/snapshot.js';
