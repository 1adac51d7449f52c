import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { ask, createJob, follow, jobs, library, runJob, Status, start } from './orchestrator-under-test.js';

// Real here: the whole orchestrator and gRPC. The resolver and the snapshot service are fakes behind real sockets.

const ofQq = () => [
  ask("SELECT count(*) AS n FROM playlists WHERE platform = 'qq'"),
  ask("SELECT count(*) AS n FROM pool_playlists x JOIN playlist_pools o ON o.id = x.pool_id WHERE o.platform = 'qq'"),
  ask(
    "SELECT p.remote_playlist_id AS list, s.remote_song_id AS song FROM playlist_songs x JOIN songs s ON s.id = x.song_id JOIN playlists p ON p.id = x.playlist_id WHERE p.platform = 'qq' ORDER BY x.playlist_id, x.position",
  ),
];
const eventsOf = async (jobId: number) => (await jobs.listEvents({ jobId, pageSize: 0, pageToken: '' }, { deadlineMs: 20_000 })).events;

describe('when one of several sources fails', () => {
  it.each(['at once', 'half way'])('%s, it keeps all that it had, an event says so, and the other sources go on', async (when) => {
    library.qqConfigured = true;
    await start();
    for (const template of ['collect', 'sync']) expect((await runJob(template)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    const before = ofQq();
    library.albums = library.albums.map((album) => ({ ...album, version: '2', tracks: album.tracks.slice(0, 1) })).reverse();
    if (when === 'at once') library.qqFault = new Fault('permission_denied', 'qq wants a log-in');
    else library.qqBreaksOff = true;
    const jobId = await createJob('collect');
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(ofQq()).toEqual(before);
    const told = (await eventsOf(jobId)).filter(({ type }) => type === 'source_kept');
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^qq could not be listed: qq .*; what it listed before stays$/),
    ]);
    expect((await runJob('sync', ['library'])).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    const songs = ask("SELECT count(*) AS n FROM playlist_songs x JOIN playlists p ON p.id = x.playlist_id WHERE p.platform = 'library'");
    expect(songs).toEqual([{ n: 3 }]);
  });
});
