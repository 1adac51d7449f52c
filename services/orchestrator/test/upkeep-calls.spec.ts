import { orchestratorUpkeepV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, library, nina, running, runWell, start, threeAlbums } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver and the snapshot service are fakes behind
// real sockets.
const wire = orchestratorUpkeepV1.UpkeepServiceService;
const limits = { deadlineMs: 60_000 };
let client: RpcClient<typeof wire>;

/** The song of an album that is gone since; what was added lately never had it. */
beforeEach(async () => {
  library.albums = threeAlbums().map((album) => ({ ...album, tracks: album.remoteId === 'newest' ? [] : album.tracks }));
  await start();
  client = createRpcClient(wire, { address: running?.addresses.grpc ?? '', service: 'orchestrator' });
  await runWell();
});
afterEach(() => client.close());

async function removeNina(): Promise<void> {
  library.albums = library.albums.filter(({ remoteId }) => remoteId !== 'a2');
  await runWell();
}

const purge = async (dryRun: boolean) => (await client.purgeLibrary({ dryRun }, limits)).leftOvers.map(({ what, count }) => [what, count]);
const songs = (): unknown[] => ask('SELECT remote_song_id AS id FROM songs ORDER BY id').map(({ id }) => id);

describe('when the library is purged', () => {
  it('shows what is left of old scans, removes it, and records who did', async () => {
    await removeNina();
    library.rememberedInVain = 2;
    const { leftOvers } = await client.purgeLibrary({ dryRun: true }, limits);
    expect(leftOvers).toEqual([
      { what: 'songs', count: 1, examples: ['Feeling Good'] },
      { what: 'files in the index', count: 2, examples: [] },
    ]);
    expect(songs()).toEqual(['t1', 't2', 't3']);
    expect(await purge(false)).toEqual([
      ['songs', 1],
      ['artists', 1],
      ['files in the index', 2],
    ]);
    expect(songs()).toEqual(['t1', 't2']);
    expect(ask("SELECT 1 FROM file_locations WHERE status = 'missing'")).toEqual([]);
    expect(ask("SELECT 1 FROM artists WHERE name = 'Nina Simone'")).toEqual([]);
    expect(await purge(true)).toEqual([]);
    expect(ask("SELECT action FROM console_audit WHERE action = 'purgeLibrary'")).toHaveLength(1);
  });

  it('keeps songs that would be known again, those in playlists, and those that somebody decided about', async () => {
    await removeNina();
    library.remembered.add(nina.id);
    expect(await purge(false)).toEqual([]);
    library.remembered.clear();
    library.albums = threeAlbums().filter(({ remoteId }) => remoteId !== 'newest');
    await runWell();
    expect(await purge(false)).toEqual([]);
    expect(songs()).toEqual(['t1', 't2', 't3']);
  });
});

describe('when somebody asks where a file is', () => {
  it('says where it is now, whichever folder it has moved to', async () => {
    const [row] = ask<{ id: number }>(
      "SELECT l.id FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id JOIN songs s ON s.id = a.song_id WHERE s.remote_song_id = 't1'",
    );
    const fileLocationId = row?.id ?? 0;
    const before = await client.locateFile({ fileLocationId }, limits);
    expect(before).toMatchObject({ backendName: library.backendName, locator: expect.any(String) });
    library.backendName = 'library-22cc';
    library.rootPath = '/elsewhere';
    await runWell();
    expect(await client.locateFile({ fileLocationId }, limits)).toEqual({ ...before, backendName: 'library-22cc' });
    await expect(client.locateFile({ fileLocationId: 9999 }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });
});
