import { orchestratorPlaylistsV1 } from '@catalogsync/contracts';
import { createRpcClient, pagesOf, type RpcClient } from '@catalogsync/rpc';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jay, lara, library, nina, running, runWell, start } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver and the snapshot service are fakes behind
// real sockets.
const wire = orchestratorPlaylistsV1.PlaylistServiceService;
const limits = { deadlineMs: 60_000 };
let client: RpcClient<typeof wire>;

beforeEach(async () => {
  await start();
  client = createRpcClient(wire, { address: running?.addresses.grpc ?? '', service: 'orchestrator' });
});
afterEach(() => client.close());

const list = (more: Partial<orchestratorPlaylistsV1.ListPlaylistsRequest> = {}) =>
  client.listPlaylists({ name: '', status: '', pageSize: 0, pageToken: '', ...more }, limits);
const idOf = async (remoteId: string): Promise<number> => {
  const name = { id: 0, platform: 'library', remoteId };
  return (await client.getPlaylist({ name }, limits)).playlist?.id ?? 0;
};
const changes = (playlistId: number, more: Partial<orchestratorPlaylistsV1.ListPlaylistChangesRequest> = {}) =>
  client.listPlaylistChanges({ playlistId, pageSize: 0, pageToken: '', ...more }, limits);

describe('when playlists are asked for over RPC', () => {
  it('are listed by name in pages, filtered by name and state', async () => {
    await runWell();
    const names: string[] = [];
    for await (const page of pagesOf((pageToken) => list({ pageSize: 1, pageToken })))
      names.push(...page.playlists.map(({ name }) => name));
    expect(names).toEqual(['I Put a Spell on You', 'Recently added', '七里香']);
    expect((await list({ name: 'rec' })).playlists).toMatchObject([{ remoteId: 'newest', songCount: 3, syncStatus: 'synced' }]);
    expect((await list({ status: 'failed' })).playlists).toEqual([]);
  });

  it('one is shown with its pools and its history, each change with its job', async () => {
    await runWell();
    library.albums = library.albums.map((album) =>
      album.remoteId === 'newest' ? { ...album, version: '2', tracks: [jay, nina, lara] } : album,
    );
    await runWell();
    const id = await idOf('newest');
    expect(await client.getPlaylist({ name: { id, platform: '', remoteId: '' } }, limits)).toMatchObject({
      ...{ emptySince: 0, pools: [{ kind: 'toplist', name: 'Library' }] },
      playlist: { id, name: 'Recently added', lastSyncedAt: expect.any(Number) },
    });
    const { changes: found } = await changes(id);
    expect(found).toMatchObject([
      {
        kind: 'changed',
        jobId: 2,
        movedCount: 1,
        songs: [{ kind: 'moved', name: '七里香', singers: '周杰伦', fromPosition: 3, toPosition: 1 }],
      },
      { kind: 'first', jobId: 1, addedCount: 3, songCount: 3, songs: [] },
    ]);
    const first = await changes(id, { pageSize: 1 });
    expect(first.changes).toEqual(found.slice(0, 1));
    expect(await changes(id, { pageSize: 1, pageToken: first.nextPageToken })).toEqual({ changes: found.slice(1), nextPageToken: '' });
  });

  it('what is unknown or out of form is refused with its reason', async () => {
    await expect(client.getPlaylist({ name: { id: 9, platform: '', remoteId: '' } }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.getPlaylist({ name: undefined }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(changes(9)).rejects.toMatchObject({ code: 'not_found' });
    await expect(changes(9, { pageSize: 51 })).rejects.toMatchObject({ code: 'invalid_argument' });
    for (const pageToken of ['x', 'MSBh!', Buffer.from('a 1').toString('base64url'), Buffer.from('01').toString('base64url')]) {
      await expect(list({ pageToken })).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});
