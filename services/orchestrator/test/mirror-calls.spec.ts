import { join } from 'node:path';
import { orchestratorMirrorsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import type { RpcServer } from '@catalogsync/rpc/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeMediaServer } from './fake-media-server-service.js';
import { MemoryMediaServer } from './memory/memory-media-server.js';
import { ask, home, jobs, runJob, running, runWell, Status, start } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver, the snapshot service and the media-server service
// are fakes behind real sockets.
const wire = orchestratorMirrorsV1.MirrorServiceService;
const limits = { deadlineMs: 60_000 };
let client: RpcClient<typeof wire>;
let server: MemoryMediaServer;
let peer: RpcServer;

beforeEach(async () => {
  server = new MemoryMediaServer();
  const address = `unix:${join(home, 'm.sock')}`;
  peer = await startFakeMediaServer(address, server);
  await start({ MEDIA_SERVER_RPC: address, SERVER_ACTIVE: 'navidrome' });
  client = createRpcClient(wire, { address: running?.addresses.grpc ?? '', service: 'orchestrator' });
  server.add('七里香');
  server.add('珊瑚海', { artists: ['周杰伦', 'Lara'] });
});
afterEach(async () => {
  client.close();
  await peer.stop();
});

const named = (remoteId: string) => ({ id: 0, platform: 'library', remoteId });
const list = (more: object = {}) => client.listMirrors({ pageSize: 0, pageToken: '', ...more }, limits);
const choose = (remoteIds: readonly string[], mirror: boolean, mode = '') =>
  client.chooseMirrors({ playlists: remoteIds.map(named), mirror, mode }, limits);
async function mirrorNow(remoteId: string, more: Partial<orchestratorMirrorsV1.MirrorNowRequest> = {}) {
  let result: orchestratorMirrorsV1.MirrorNowResult | undefined;
  for await (const step of client.mirrorNow({ playlist: named(remoteId), mode: '', dryRun: false, force: false, ...more }, limits)) {
    result = step.result ?? result;
  }
  return result;
}
const audited = () => ask("SELECT action, target, outcome FROM console_audit WHERE action LIKE '%irror%' ORDER BY id");

describe('when mirrors are asked for over RPC', () => {
  it('what people decide is listed with how it went, and recorded', async () => {
    await runWell();
    expect((await list()).mirrors).toEqual([]);
    const { mirrors } = await choose(['newest'], true, 'append');
    expect(mirrors).toMatchObject([{ name: 'Recently added', mirrored: true, reason: 'chosen', mode: 'append', mirroredAt: 0 }]);
    await choose(['a2'], false);
    expect((await runJob('media')).last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect((await list()).mirrors).toMatchObject([
      { name: 'I Put a Spell on You', mirrored: false, reason: 'left_out', mode: 'reconcile', remoteId: '' },
      {
        ...{ name: 'Recently added', serverId: 'server-1', remoteId: 'p1', mirroredAt: expect.any(Number), lastError: '' },
        ...{ songCount: 3, unmatchedCount: 1, withoutFileCount: 0 },
      },
    ]);
    const first = await list({ pageSize: 1 });
    expect((await list({ pageSize: 1, pageToken: first.nextPageToken })).mirrors).toMatchObject([{ name: 'Recently added' }]);
    expect(audited()).toEqual([
      { action: 'chooseMirrors', target: 'playlist library,newest', outcome: 'done' },
      { action: 'leaveOutMirrors', target: 'playlist library,a2', outcome: 'done' },
    ]);
  });

  it('refuses what is not there, and unknown modes', async () => {
    await expect(choose(['nowhere'], true)).rejects.toMatchObject({ code: 'not_found' });
    await expect(choose([], true)).rejects.toMatchObject({ code: 'invalid_argument' });
    await runWell();
    await expect(choose(['newest'], true, 'all')).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(mirrorNow('nowhere')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when one playlist is mirrored now', () => {
  it('a dry run shows what would change, and changes and records nothing', async () => {
    await runWell();
    expect(await mirrorNow('newest', { dryRun: true })).toMatchObject({
      ...{ name: 'Recently added', mode: 'reconcile', serverName: 'Living room', created: true, remoteId: '' },
      ...{ added: 2, removed: 0, trackCount: 2, applied: false },
      changes: [
        { kind: 'added', position: 1, title: '珊瑚海', artists: '周杰伦 / Lara' },
        { kind: 'added', position: 2, title: '七里香' },
      ],
      unmatched: [{ title: 'Feeling Good', artists: 'Nina Simone', hasFile: true }],
    });
    expect([server.playlists.size, audited(), ask('SELECT * FROM mirrors')]).toEqual([0, [], []]);
  });

  it('the playlist is there then, and who did it is recorded', async () => {
    await runWell();
    expect(await mirrorNow('newest', { mode: 'replace' })).toMatchObject({ created: true, remoteId: 'p1', applied: true, mode: 'replace' });
    expect(server.titlesIn('Recently added')).toEqual(['珊瑚海', '七里香']);
    expect((await list()).mirrors).toMatchObject([{ mirrored: false, reason: 'not_followed', remoteId: 'p1' }]);
    expect(audited()).toEqual([{ action: 'mirrorPlaylist', target: 'playlist library,newest', outcome: 'done' }]);
  });

  it('says what the media server says, and keeps it with the playlist', async () => {
    await runWell();
    server.fails.mirror = new Fault('permission_denied', 'the account may not change playlists', { hint: 'Use another account.' });
    await expect(mirrorNow('newest')).rejects.toMatchObject({ code: 'permission_denied', hint: 'Use another account.' });
    expect((await list()).mirrors).toMatchObject([{ lastError: 'the account may not change playlists. Use another account.' }]);
  });

  it.each([
    [{ configured: false }, 'failed_precondition'],
    [{ connected: false, problem: 'it is switched off' }, 'unavailable'],
  ])('without a server to be reached (%j) it fails as %s', async (status, code) => {
    await runWell();
    server.answer = { ...server.answer, ...status };
    await expect(mirrorNow('newest')).rejects.toMatchObject({ code });
  });
});

describe('when a job talks to the media-server service', () => {
  it('plays and counts arrive as they were told', async () => {
    await runWell();
    const [track] = server.tracks;
    server.listens = [{ id: 'a', track: track!, playedAt: 5 }];
    server.counts = [{ track: track!, count: 7, lastPlayedAt: 5 }];
    expect((await runJob('media')).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(ask('SELECT play_count AS count, last_played_at AS at FROM song_plays')).toEqual([{ count: 7, at: 5 }]);
    expect(ask('SELECT play_id AS id, played_at AS at FROM play_events')).toEqual([{ id: 'a', at: 5 }]);
    const { events } = await jobs.listEvents({ jobId: 2, pageSize: 0, pageToken: '' }, limits);
    expect(events.map(({ message }) => message)).toContain('1 new plays, 1 songs with a count');
  });
});
