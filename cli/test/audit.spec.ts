import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@catalogsync/contracts';
import { service as orchestrator } from '@catalogsync/orchestrator';
import { service as resolver } from '@catalogsync/resolver';
import { AuditClient, createRpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { service as snapshot } from '@catalogsync/snapshot';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import type { Command } from 'commander';
import { createProgram } from '../src/program.js';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: three services with their databases, gRPC over Unix sockets, and the command line.

interface Method {
  readonly path: string;
  readonly responseStream: boolean;
  requestDeserialize(bytes: Buffer): object;
}

/** Every method of every service of the contracts, with the definition that has it. */
const methods = Object.values(contracts).flatMap((namespace) =>
  Object.entries(namespace as Record<string, unknown>)
    .filter(([name]) => name.endsWith('ServiceService'))
    .flatMap(([, definition]) =>
      Object.entries(definition as Record<string, Method>).map(([name, method]) => ({ name, method, definition: definition as object })),
    ),
);
const shortName = ({ path }: Method): string => path.replace(/^.*\.(\w+)Service\/(\w+)$/, '$1.$2');

/** Methods that only read, or that do what a job needs: its start is recorded. A new method belongs here or below. */
const recordNothing = new Set([
  ...[
    'Audit.ListEntries',
    'MediaServer.GetStatus',
    'Orchestrator.GetCatalogSummary',
    'Orchestrator.ListBackends',
    'Orchestrator.CheckBackends',
  ],
  ...['Configuration.ListRevisions', 'Configuration.GetRevision', 'Configuration.DiffRevisions'],
  ...['Job.ListJobs', 'Job.WatchJob', 'Job.ListItems', 'Job.ListEvents', 'Job.ListHolds', 'Schedule.ListSchedules'],
  ...['PlaylistFile.ReadPlaylistFile', 'PlaylistFile.ReportPlaylists', 'Resolve.LookUpTrack'],
  ...['Song.GetSong', 'SongStory.GetSongStory', 'Artist.GetArtists', 'ConsoleAccess.ListUsers', 'ConsoleAccess.ListTokens'],
  'Mirror.ListMirrors',
  ...['Playlist.ListPlaylists', 'Playlist.GetPlaylist', 'Playlist.ListPlaylistChanges'],
  ...['Ranking.GetMatrix', 'Ranking.ListSourceStates'],
  ...['Snapshot.ListSnapshots', 'Snapshot.VerifySnapshot', 'Lyrics.FindLyrics', 'Ranking.Rank', 'Ranking.ListDecisions'],
  ...['Resolver.ListSources', 'Resolver.ListPlaylists', 'Resolver.ListPlaylistTracks', 'Resolver.ListTrackFiles'],
  ...['Resolver.RecognisePlaylists', 'Resolve.Resolve', 'Resolve.Search', 'Resolve.ListManualMatches'],
  ...['Download.GetDownload', 'Download.ListDownloads', 'Download.WatchDownload', 'Download.ListQuarantine'],
  // A host that only reads has no log of its own services: the commands record what they change, in the journal of their home.
  ...['Follower.GetStatus', 'Follower.Check', 'Follower.Rollback', 'Follower.Follow'],
  // Reads the folders again; what it finds is not anybody's decision.
  'Resolver.ScanLibrary',
  ...['Upkeep.ListFaults', 'Upkeep.ListDuplicates', 'Upkeep.ListForgottenTracks', 'Upkeep.LocateFile'],
  // A part of Upkeep.PurgeLibrary, which is recorded.
  'Upkeep.PurgeIndex',
  ...['Cover.FindCover', 'Cover.FetchCover', 'Cover.StampCovers', 'Resolver.ListChangedTracks'],
  'Resolver.ListChangedFiles',
  // They change the owner's media server, which has its own account and log; nothing of ours.
  ...['ServerPlaylist.CreatePlaylist', 'ServerPlaylist.CopyPlaylist', 'ServerPlaylist.ChangePlaylist', 'ServerPlaylist.MirrorPlaylist'],
  ...['ServerMetadata.UpdateArtistGenres', 'ServerMetadata.UpdateArtistPoster', 'ServerMetadata.UpdateAlbumPoster'],
  ...['ServerMetadata.UpdateArtistBiography', 'MediaServer.ScanLibrary'],
  ...['MediaServer.CheckServer', 'MediaServer.ListArtists', 'MediaServer.ListAlbumIds', 'MediaServer.SearchTracks'],
  ...['MediaServer.ListRecentAlbums', 'ServerPlaylist.ListPlaylists', 'ServerPlaylist.ListPlaylistTracks'],
  ...['ServerPlay.ListPlays', 'ServerPlay.ListPlayCounts'],
  ...['Library.WatchLibrary', 'Library.ScanFolders', 'Library.GetWatch', 'Library.WatchScans'],
]);

const schedule = { name: 'nightly', template: 'publish', pattern: '0 3 * * *', enabled: true, id: 0 };
const ofSchedule = { sources: [], downloadSources: [], blackoutHours: [], timeZone: '', jitterSeconds: 0 };
const unset = { nextRunAt: 0, lastRunAt: 0, lastJobId: 0, lastError: '' };
const objectStorage = { bucket: 'music', endpoint: 'https://s3.example', region: '', prefix: '', publicBaseUrl: '', delivery: '' };

const noTags = { albumArtist: '', trackNumber: 0, discNumber: 0, year: 0, genre: '', coverUrl: '', lyrics: '' };

/** Methods that change something: a request, and what the log says then. Some are refused, and that is recorded too. */
const record: Readonly<
  Record<string, { readonly request: object; readonly entry: readonly [service: string, action: string, target: string, outcome: string] }>
> = {
  'Job.CreateJob': { request: { template: 'publish' }, entry: ['orchestrator', 'createJob', 'job 1 (publish)', 'done'] },
  'Library.Scan': { request: { folder: '/music' }, entry: ['orchestrator', 'scanLibrary', '/music', 'failed_precondition'] },
  'Job.SendCommand': {
    request: {
      type: contracts.orchestratorJobsV1.CommandType.COMMAND_TYPE_PAUSE,
      target: { jobId: 9, stageId: 0, itemId: 0, source: '', errorClass: '' },
    },
    entry: ['orchestrator', 'pauseJob', 'job 9', 'not_found'],
  },
  'Playlist.FollowPlaylists': {
    request: { playlists: [{ id: 0, platform: 'qq', remoteId: 'x' }], source: '', follow: true },
    entry: ['orchestrator', 'followPlaylists', 'playlist qq,x', 'not_found'],
  },
  'Mirror.ChooseMirrors': {
    request: { playlists: [{ id: 0, platform: 'qq', remoteId: 'x' }], mirror: true, mode: '' },
    entry: ['orchestrator', 'chooseMirrors', 'playlist qq,x', 'not_found'],
  },
  'Mirror.MirrorNow': {
    request: { playlist: { id: 0, platform: 'qq', remoteId: 'x' }, mode: '', dryRun: false, force: false },
    entry: ['orchestrator', 'mirrorPlaylist', 'playlist qq,x', 'not_found'],
  },
  'Song.LinkSongs': {
    request: { song: { id: 7, platform: '', remoteId: '' }, other: { id: 0, platform: 'qq', remoteId: 'x' } },
    entry: ['orchestrator', 'linkSongs', 'songs 7 and qq,x', 'not_found'],
  },
  'Song.UnlinkSongs': {
    request: { song: { id: 7, platform: '', remoteId: '' }, other: { id: 8, platform: '', remoteId: '' } },
    entry: ['orchestrator', 'unlinkSongs', 'songs 7 and 8', 'not_found'],
  },
  'Artist.MergeArtists': {
    request: { artist: { id: 7, name: '' }, other: { id: 0, name: 'x' } },
    entry: ['orchestrator', 'mergeArtists', 'artists 7 and x', 'not_found'],
  },
  'Artist.SplitArtist': {
    request: { artist: { id: 7, name: '' }, other: { id: 8, name: '' } },
    entry: ['orchestrator', 'splitArtist', 'artists 7 and 8', 'not_found'],
  },
  'Artist.RenameArtist': {
    request: { artist: { id: 7, name: '' }, name: 'x' },
    entry: ['orchestrator', 'renameArtist', 'artist 7', 'not_found'],
  },
  'Upkeep.PurgeLibrary': { request: { dryRun: false }, entry: ['orchestrator', 'purgeLibrary', 'library', 'done'] },
  'Upkeep.SetFaultsAside': {
    request: { paths: ['/nowhere/x.flac'], undo: false, onBehalfOf: 'somebody else' },
    entry: ['resolver', 'setFaultsAside', 'file /nowhere/x.flac', 'not_found'],
  },
  'PlaylistFile.AddPlaylistFile': {
    request: { name: 'mine.csv', content: Buffer.from('title,artist\nA,B\n') },
    entry: ['orchestrator', 'addPlaylistFile', 'playlist file mine.csv', 'done'],
  },
  'Import.ImportLibrary': { request: { path: '/nowhere/x.db' }, entry: ['orchestrator', 'importLibrary', '/nowhere/x.db', 'not_found'] },
  'Orchestrator.RegisterBackend': {
    request: { name: 'cloud', objectStorage },
    entry: ['orchestrator', 'registerBackend', 'backend cloud', 'done'],
  },
  'Orchestrator.FindOrphans': { request: { name: '', abort: true }, entry: ['orchestrator', 'abortUploads', 'all backends', 'done'] },
  'Schedule.SaveSchedule': {
    request: { schedule: { ...schedule, ...ofSchedule, ...unset } },
    entry: ['orchestrator', 'addSchedule', 'schedule nightly', 'done'],
  },
  'Schedule.DeleteSchedule': { request: { scheduleId: 7 }, entry: ['orchestrator', 'deleteSchedule', 'schedule 7', 'not_found'] },
  'ConsoleAccess.AddUser': {
    request: { username: 'guest', role: 'read_only' },
    entry: ['orchestrator', 'addUser', 'user guest (read_only)', 'done'],
  },
  'ConsoleAccess.RemoveUser': { request: { username: 'nobody' }, entry: ['orchestrator', 'removeUser', 'user nobody', 'not_found'] },
  'ConsoleAccess.ResetPassword': { request: { username: 'nobody' }, entry: ['orchestrator', 'resetPassword', 'user nobody', 'not_found'] },
  'ConsoleAccess.CreateToken': {
    request: { name: 'backup', role: 'operator', expiresInDays: 0 },
    entry: ['orchestrator', 'createToken', 'token backup (operator)', 'done'],
  },
  'ConsoleAccess.RevokeToken': { request: { id: 9 }, entry: ['orchestrator', 'revokeToken', 'token 9', 'not_found'] },
  'Configuration.SaveRevision': {
    request: { contentText: 'MIN_FREE_MB=200\n' },
    entry: ['orchestrator', 'saveRevision', 'configuration', 'done'],
  },
  'Configuration.ApplyRevision': { request: { revisionId: 9 }, entry: ['orchestrator', 'applyRevision', 'revision 9', 'not_found'] },
  'Snapshot.Publish': { request: { force: true }, entry: ['snapshot', 'publish', 'publication (forced)', 'done'] },
  'Snapshot.Refresh': { request: {}, entry: ['snapshot', 'signPublication', 'publication', 'done'] },
  'Snapshot.Rollback': { request: { snapshotId: 'x' }, entry: ['snapshot', 'rollback', 'snapshot x', 'not_found'] },
  'Resolve.SetManualMatch': {
    request: { platform: 'qq', remoteId: '1', source: 'library', sourceRemoteId: '2' },
    entry: ['resolver', 'setManualMatch', 'song qq,1', 'done'],
  },
  'Resolve.RemoveManualMatch': {
    request: { platform: 'qq', remoteId: '9' },
    entry: ['resolver', 'removeManualMatch', 'song qq,9', 'not_found'],
  },
  'Resolve.RejectFile': {
    request: { sha256: 'a'.repeat(64) },
    entry: ['resolver', 'rejectFile', `sha256 ${'a'.repeat(64)}`, 'done'],
  },
  'Ranking.ResetSource': { request: { source: 'library' }, entry: ['resolver', 'resetSource', 'source library', 'done'] },
  'Ranking.TestSource': { request: { source: 'library' }, entry: ['resolver', 'testSource', 'source library', 'done'] },
  'Ranking.ImportStatistics': { request: {}, entry: ['resolver', 'importStatistics', '0 counts', 'done'] },
  'Settings.ReloadSources': { request: {}, entry: ['resolver', 'reloadSources', 'the sources', 'unsupported'] },
  'Download.StartDownload': {
    request: {
      qualityProfile: 'none',
      target: { title: 'x', platform: 'qq', remoteId: '1', artists: [], album: '', durationMs: 0, isrc: '', ...noTags },
    },
    entry: ['resolver', 'startDownload', 'song qq,1', 'invalid_argument'],
  },
  'Download.CancelDownload': { request: { id: 'd' }, entry: ['resolver', 'cancelDownload', 'download d', 'not_found'] },
  'Download.ReleaseDownload': { request: { id: 'd' }, entry: ['resolver', 'releaseDownload', 'download d', 'not_found'] },
  'Download.ApproveQuarantined': { request: { id: 'q' }, entry: ['resolver', 'approveQuarantined', 'quarantined file q', 'not_found'] },
  'Download.RejectQuarantined': { request: { id: 'q' }, entry: ['resolver', 'rejectQuarantined', 'quarantined file q', 'not_found'] },
};

/**
 * Every command: the method that it calls to change something; `nothing` if it only reads, or makes what a home needs; otherwise what
 * it does itself where no service runs, and the action that is recorded then. A new command belongs here.
 */
const commands: Readonly<Record<string, string | { readonly args: readonly string[]; readonly action: string }>> = {
  ...{ up: 'nothing', serve: 'nothing', 'init-db': 'nothing', doctor: 'nothing', test: 'nothing', resolve: 'nothing', rank: 'nothing' },
  ...{ run: 'Job.CreateJob', 'lyrics backfill': 'Job.CreateJob', 'export-snapshot': 'nothing' },
  ...{ 'jobs list': 'nothing', 'jobs show': 'nothing', 'jobs items': 'nothing', 'jobs pause': 'Job.SendCommand' },
  ...{ 'jobs resume': 'Job.SendCommand', 'jobs cancel': 'Job.SendCommand', 'jobs retry': 'Job.SendCommand' },
  ...{
    'sources list': 'nothing',
    'sources search': 'nothing',
    'sources check': 'Ranking.TestSource',
    'sources reset': 'Ranking.ResetSource',
    'sources reload': 'Settings.ReloadSources',
    import: 'Import.ImportLibrary',
  },
  ...{ 'playlists list': 'nothing', 'playlists show': 'nothing', 'playlists history': 'nothing' },
  ...{ 'playlists follow': 'Playlist.FollowPlaylists', 'playlists unfollow': 'Playlist.FollowPlaylists' },
  ...{
    'media status': 'nothing',
    'media check': 'nothing',
    'media search': 'nothing',
    'media recent': 'nothing',
    'media plays': 'nothing',
  },
  // They change the owner's server, nothing of ours.
  ...{
    'media artists': 'nothing',
    'media copy': 'nothing',
    'media genres': 'nothing',
    'media biography': 'nothing',
    'media picture': 'nothing',
  },
  // A scan reads the folders again; nothing of ours changes.
  ...{ 'media playlists': 'nothing', 'media scan': 'nothing' },
  ...{ 'media mirrors': 'nothing', 'media mirror': 'Mirror.ChooseMirrors', 'media mirror-now': 'Mirror.MirrorNow' },
  ...{
    'library faults': 'nothing',
    'library duplicates': 'nothing',
    'library set-aside': 'Upkeep.SetFaultsAside',
    'library purge': 'Upkeep.PurgeLibrary',
  },
  ...{ 'songs show': 'nothing', 'songs link': 'Song.LinkSongs', 'songs unlink': 'Song.UnlinkSongs' },
  ...{ 'artists show': 'nothing', 'artists merge': 'Artist.MergeArtists', 'artists split': 'Artist.SplitArtist' },
  ...{ 'artists rename': 'Artist.RenameArtist' },
  ...{ 'choices list': 'nothing', 'choices set': 'Resolve.SetManualMatch', 'choices remove': 'Resolve.RemoveManualMatch' },
  ...{ 'choices reject': 'Resolve.RejectFile', 'downloads list': 'nothing', 'downloads show': 'nothing' },
  ...{ 'downloads cancel': 'Download.CancelDownload', 'quarantine list': 'nothing' },
  ...{ 'quarantine approve': 'Download.ApproveQuarantined', 'quarantine reject': 'Download.RejectQuarantined' },
  ...{
    'snapshot publish': 'Snapshot.Publish',
    'snapshot rollback': 'Snapshot.Rollback',
    'snapshot list': 'nothing',
    'snapshot verify': 'nothing',
  },
  scan: 'Library.Scan',
  ...{ 'schedules list': 'nothing', 'schedules add': 'Schedule.SaveSchedule', 'schedules edit': 'Schedule.SaveSchedule' },
  ...{
    'schedules enable': 'Schedule.SaveSchedule',
    'schedules disable': 'Schedule.SaveSchedule',
    'schedules remove': 'Schedule.DeleteSchedule',
  },
  ...{
    'backends list': 'nothing',
    'backends upload': 'Job.CreateJob',
    'backends check': 'nothing',
    'backends orphans': 'Orchestrator.FindOrphans',
    'keys list': 'nothing',
    'cloud keys list': 'nothing',
    'cloud status': 'nothing',
    'cloud check': 'nothing',
    'config show': 'nothing',
    'config check': 'nothing',
    'config revisions': 'nothing',
  },
  ...{ 'config diff': 'nothing', 'console audit': 'nothing', 'console users list': 'nothing', 'console tokens list': 'nothing' },
  'backends register': {
    args: ['--name', 'cloud', '--type', 'object_storage', '--bucket', 'music', '--endpoint', 'https://s3.example', '--db', 'DB'],
    action: 'registerBackend',
  },
  'keys generate': { args: ['--home', 'HOME'], action: 'generateKeys' },
  'keys offline': { args: ['root-signing.jwks', '--home', 'HOME'], action: 'moveRootKey' },
  'keys revoke': { args: ['unknown', '--home', 'HOME'], action: 'revokeKey' },
  'keys rotate': { args: ['playback', '--home', 'HOME'], action: 'rotateKeys' },
  'cloud invite': { args: ['--home', 'HOME'], action: 'inviteHost' },
  'cloud keys create': { args: ['radio', '--home', 'HOME'], action: 'createApiKey' },
  'cloud keys revoke': { args: ['nobody', '--home', 'HOME'], action: 'revokeApiKey' },
  'config save': { args: ['--home', 'HOME'], action: 'saveRevision' },
  'config set': { args: ['LOG_LEVEL=warn', '--home', 'HOME'], action: 'applyRevision' },
  'config apply': { args: ['9', '--home', 'HOME'], action: 'applyRevision' },
  'console users add': { args: ['guest', '--db', 'DB'], action: 'addUser' },
  'console users remove': { args: ['nobody', '--db', 'DB'], action: 'removeUser' },
  'console reset-password': { args: ['--user', 'nobody', '--db', 'DB'], action: 'resetPassword' },
  'console tokens create': { args: ['--name', 'backup', '--db', 'DB'], action: 'createToken' },
  'console tokens revoke': { args: ['9', '--db', 'DB'], action: 'revokeToken' },
};

/** These need two hosts, as in paired-hosts.spec.ts, which looks into the journal too. */
const ofTwoHosts = ['cloud join', 'cloud rollback', 'cloud follow'];

let home: string;
const running: RunningService[] = [];
let audit: AuditClient;
const limits = { deadlineMs: 60_000 };

beforeAll(async () => {
  home = temporaryFolder();
  const environment = { ROOT_DIR: home, WEB_HOST: '127.0.0.1', WEB_PORT: '0', SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0' };
  const context = { log: silentLogger(), clock: systemClock };
  for (const service of [orchestrator, resolver, snapshot]) {
    running.push(await service.start(service.configure(environment) as never, context));
  }
  audit = new AuditClient(`unix:${join(home, 'run', 'orchestrator.sock')}`);
});
afterAll(async () => {
  audit.close();
  for (const service of running.reverse()) await service.stop();
  removeFolders();
});

describe('when something is asked of a service', () => {
  it('is known for every method whether it changes something', () => {
    expect(methods.map(({ method }) => shortName(method)).sort()).toEqual([...recordNothing, ...Object.keys(record)].sort());
  });

  it.each(Object.entries(record))('%s is in the log of all services, with who, what and how it ended', async (name, { request, entry }) => {
    const found = methods.find(({ method }) => shortName(method) === name);
    if (found === undefined) throw new Error(`no method ${name}`);
    const [service, action, target, outcome] = entry;
    const client = createRpcClient(found.definition, {
      address: `unix:${join(home, 'run', `${service}.sock`)}`,
      service,
    }) as unknown as Record<string, (request: object, limits: object) => Promise<unknown> & AsyncIterable<unknown>>;
    const whole = { ...found.method.requestDeserialize(Buffer.alloc(0)), ...request };
    const call = (client[found.name] as (typeof client)[string])(whole, limits);
    try {
      if (found.method.responseStream) for await (const _ of call);
      else await call;
    } catch {
      // Some are refused; the entry says so.
    }
    void client.close?.({}, {});
    const { entries, missing } = await audit.list({ limit: 50 }, limits);
    expect(missing).toEqual([]);
    expect(entries.find((one) => one.action === action && one.service === service)).toMatchObject({
      ...{ actor: 'command line', via: 'grpc', address: 'local', target, outcome },
    });
  });
});

const leaves = (command: Command, above: readonly string[]): string[] =>
  command.commands.flatMap((one) => (one.commands.length > 0 ? leaves(one, [...above, one.name()]) : [[...above, one.name()].join(' ')]));

describe('when a command is run', () => {
  it('is known for every command whether it changes something, and how', () => {
    const program = createProgram({} as Parameters<typeof createProgram>[0], '1.2.3');
    expect(leaves(program, []).sort()).toEqual([...Object.keys(commands), ...ofTwoHosts].sort());
    const called = Object.values(commands).filter((how): how is string => typeof how === 'string' && how !== 'nothing');
    expect(called.filter((name) => record[name] === undefined)).toEqual([]);
  });

  it('is recorded even where no service runs', async () => {
    const other = temporaryFolder();
    const db = join(other, 'catalogsync.db');
    writeFileSync(join(other, 'catalogsync.env'), '# mine\n');
    await catalogsync(['init-db', '--db', db]);
    for (const [name, how] of Object.entries(commands)) {
      if (typeof how === 'string') continue;
      const args = how.args.map((arg) => (arg === 'DB' ? db : arg === 'HOME' ? other : arg));
      const ended = await catalogsync([...name.split(' '), ...args]);
      expect([name, ended.code === 0 ? '' : ended.stderr]).toEqual([name, expect.not.stringContaining('unexpected')]);
    }
    const connection = new Connection(db, { readonly: true });
    const rows = connection.prepare('SELECT actor, via, address, action FROM console_audit').all() as Record<string, string>[];
    connection.close();
    const journal = readFileSync(join(other, 'audit.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const entries = [...rows, ...journal.map((line) => JSON.parse(line)).filter((line) => line.action !== undefined)];
    for (const how of Object.values(commands)) {
      if (typeof how === 'string') continue;
      const wanted = { actor: 'command line', via: 'cli', address: 'local', action: how.action };
      expect(entries).toContainEqual(expect.objectContaining(wanted));
    }
  });

  it('console audit shows the log of all services, latest first', async () => {
    const { stdout } = await catalogsync(['console', 'audit', '--home', home, '--limit', '500', '--json']);
    const { entries, missing } = JSON.parse(stdout);
    expect([missing, new Set(entries.map((entry: { service: string }) => entry.service)).size]).toEqual([[], 3]);
    const times = entries.map((entry: { at: number }) => entry.at);
    expect(times).toEqual(times.toSorted((a: number, b: number) => b - a));
    expect((await catalogsync(['console', 'audit', '--home', home, '--limit', '1'])).stdout).toMatch(
      /^WHEN \(UTC\) +WHO +FROM +DID +TO +OUTCOME\n/,
    );
  });

  it('names a service that does not answer, and shows the others', async () => {
    await running.pop()?.stop();
    const { entries, missing } = await audit.list({ limit: 500 }, limits);
    expect(missing).toEqual(['snapshot']);
    expect(new Set(entries.map((entry) => entry.service))).toEqual(new Set(['orchestrator', 'resolver']));
  });
});
