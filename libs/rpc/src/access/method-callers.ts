import {
  auditV1,
  followerV1,
  mediaServerMetadataV1,
  mediaServerPlaylistsV1,
  mediaServerPlaysV1,
  mediaServerV1,
  orchestratorArtistsV1,
  orchestratorConfigurationV1,
  orchestratorConsoleV1,
  orchestratorImportV1,
  orchestratorJobsV1,
  orchestratorLibraryV1,
  orchestratorMirrorsV1,
  orchestratorPlaylistFilesV1,
  orchestratorPlaylistsV1,
  orchestratorSchedulesV1,
  orchestratorSongsV1,
  orchestratorUpkeepV1,
  orchestratorV1,
  resolverCoversV1,
  resolverDownloadsV1,
  resolverLibraryV1,
  resolverLyricsV1,
  resolverRankingV1,
  resolverResolveV1,
  resolverSettingsV1,
  resolverStoriesV1,
  resolverUpkeepV1,
  resolverV1,
  snapshotV1,
} from '@catalogsync/contracts';
import type { RpcName } from '@catalogsync/runtime';

/**
 * Who may call a method over TCP. Whoever reaches the Unix socket is the user that the services run as, and may call every
 * method; `here` are the methods for which that is the only way: they change the settings, what is trusted or what is served.
 */
type Callers = 'here' | readonly RpcName[];

const owner: Callers = ['owner'];
/** What jobs and the console need, which the orchestrator runs. */
const forJobs: Callers = ['orchestrator', 'owner'];

/** The compiler checks that each method of a service is named. */
function methodsOf<D extends object>(definition: D, callers: Readonly<Record<keyof D, Callers>>): [string, Callers][] {
  const methods = Object.entries(definition as Record<string, { readonly path: string }>);
  return methods.map(([name, { path }]) => [path, callers[name as keyof D]]);
}

/** By path, such as `/catalogsync.snapshot.v1.SnapshotService/Publish`. A method that is not here is open to nobody. */
export const callersByMethod: ReadonlyMap<string, Callers> = new Map([
  ...methodsOf(orchestratorConfigurationV1.ConfigurationServiceService, {
    listRevisions: owner,
    getRevision: owner,
    diffRevisions: owner,
    saveRevision: 'here',
    applyRevision: 'here',
  }),
  ...methodsOf(orchestratorConsoleV1.ConsoleAccessServiceService, {
    listUsers: owner,
    addUser: 'here',
    removeUser: 'here',
    resetPassword: 'here',
    listTokens: owner,
    createToken: 'here',
    revokeToken: 'here',
  }),
  ...methodsOf(orchestratorJobsV1.JobServiceService, {
    createJob: owner,
    listJobs: owner,
    watchJob: owner,
    listItems: owner,
    listEvents: owner,
    sendCommand: owner,
    listHolds: owner,
  }),
  ...methodsOf(orchestratorV1.OrchestratorServiceService, {
    getCatalogSummary: owner,
    listBackends: owner,
    checkBackends: 'here',
    findOrphans: 'here',
    registerBackend: 'here',
  }),
  ...methodsOf(orchestratorLibraryV1.LibraryServiceService, { scan: owner, watchScans: owner }),
  ...methodsOf(orchestratorImportV1.ImportServiceService, { importLibrary: 'here' }),
  ...methodsOf(orchestratorPlaylistFilesV1.PlaylistFileServiceService, {
    readPlaylistFile: owner,
    addPlaylistFile: owner,
    reportPlaylists: owner,
  }),
  ...methodsOf(orchestratorPlaylistsV1.PlaylistServiceService, {
    listPlaylists: owner,
    getPlaylist: owner,
    listPlaylistChanges: owner,
    followPlaylists: owner,
  }),
  ...methodsOf(orchestratorMirrorsV1.MirrorServiceService, { listMirrors: owner, chooseMirrors: owner, mirrorNow: owner }),
  ...methodsOf(orchestratorSongsV1.SongServiceService, { getSong: owner, linkSongs: owner, unlinkSongs: owner }),
  ...methodsOf(orchestratorArtistsV1.ArtistServiceService, {
    getArtists: owner,
    mergeArtists: owner,
    splitArtist: owner,
    renameArtist: owner,
  }),
  ...methodsOf(orchestratorSchedulesV1.ScheduleServiceService, { listSchedules: owner, saveSchedule: 'here', deleteSchedule: 'here' }),
  ...methodsOf(orchestratorUpkeepV1.UpkeepServiceService, { purgeLibrary: 'here', locateFile: ['origin', 'owner'] }),
  ...methodsOf(resolverV1.ResolverServiceService, {
    listSources: forJobs,
    scanLibrary: forJobs,
    listPlaylists: forJobs,
    listPlaylistTracks: forJobs,
    listTrackFiles: forJobs,
    listChangedTracks: forJobs,
    listChangedFiles: forJobs,
    recognisePlaylists: forJobs,
  }),
  ...methodsOf(resolverDownloadsV1.DownloadServiceService, {
    startDownload: forJobs,
    getDownload: forJobs,
    listDownloads: forJobs,
    watchDownload: forJobs,
    cancelDownload: forJobs,
    releaseDownload: forJobs,
    listQuarantine: forJobs,
    approveQuarantined: forJobs,
    rejectQuarantined: forJobs,
  }),
  ...methodsOf(resolverCoversV1.CoverServiceService, { findCover: forJobs, stampCovers: forJobs, fetchCover: forJobs }),
  ...methodsOf(resolverLibraryV1.LibraryServiceService, { watchLibrary: forJobs, scanFolders: forJobs, getWatch: forJobs }),
  ...methodsOf(resolverLyricsV1.LyricsServiceService, { findLyrics: forJobs }),
  ...methodsOf(resolverRankingV1.RankingServiceService, {
    rank: forJobs,
    listDecisions: forJobs,
    getMatrix: forJobs,
    listSourceStates: forJobs,
    resetSource: forJobs,
    testSource: forJobs,
    importStatistics: forJobs,
  }),
  ...methodsOf(resolverResolveV1.ResolveServiceService, {
    resolve: owner,
    search: forJobs,
    lookUpTrack: forJobs,
    setManualMatch: forJobs,
    listManualMatches: forJobs,
    removeManualMatch: forJobs,
    rejectFile: forJobs,
  }),
  ...methodsOf(resolverSettingsV1.SettingsServiceService, { reloadSources: forJobs }),
  ...methodsOf(resolverStoriesV1.SongStoryServiceService, { getSongStory: forJobs }),
  ...methodsOf(resolverUpkeepV1.UpkeepServiceService, {
    listFaults: forJobs,
    setFaultsAside: forJobs,
    listDuplicates: forJobs,
    listForgottenTracks: forJobs,
    purgeIndex: forJobs,
  }),
  ...methodsOf(snapshotV1.SnapshotServiceService, {
    publish: forJobs,
    listSnapshots: forJobs,
    verifySnapshot: forJobs,
    rollback: 'here',
    refresh: 'here',
  }),
  ...methodsOf(followerV1.FollowerServiceService, { getStatus: owner, rollback: 'here', follow: 'here', check: owner }),
  ...methodsOf(auditV1.AuditServiceService, { listEntries: forJobs }),
  ...methodsOf(mediaServerV1.MediaServerServiceService, {
    getStatus: forJobs,
    checkServer: forJobs,
    listArtists: owner,
    listAlbumIds: owner,
    searchTracks: owner,
    listRecentAlbums: owner,
    scanLibrary: forJobs,
  }),
  ...methodsOf(mediaServerPlaylistsV1.ServerPlaylistServiceService, {
    listPlaylists: owner,
    listPlaylistTracks: owner,
    createPlaylist: owner,
    copyPlaylist: owner,
    changePlaylist: owner,
    mirrorPlaylist: forJobs,
  }),
  ...methodsOf(mediaServerPlaysV1.ServerPlayServiceService, { listPlays: forJobs, listPlayCounts: forJobs }),
  ...methodsOf(mediaServerMetadataV1.ServerMetadataServiceService, {
    updateArtistGenres: owner,
    updateArtistPoster: owner,
    updateAlbumPoster: owner,
    updateArtistBiography: owner,
  }),
]);
