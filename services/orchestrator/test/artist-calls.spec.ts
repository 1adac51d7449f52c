import { orchestratorArtistsV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { afterEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { initialiseCatalogue } from '../src/main.js';
import { db, running, runWell, start } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver and the snapshot service are fakes behind
// real sockets.
const wire = orchestratorArtistsV1.ArtistServiceService;
const limits = { deadlineMs: 60_000 };
let client: RpcClient<typeof wire>;
afterEach(() => client.close());

/** A catalogue with artists of qq and kuwo, each with a song. */
async function open(): Promise<void> {
  await initialiseCatalogue({ db });
  const earlier = new Connection(db);
  const artist = earlier.prepare('INSERT INTO artists(platform, remote_artist_id, name) VALUES (?, ?, ?)');
  const song = earlier.prepare("INSERT INTO songs(platform, remote_song_id, name) VALUES ('qq', ?, 'x')");
  const link = earlier.prepare('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, 1)');
  const add = (platform: string, remoteId: string, name: string): void => {
    link.run(artist.run(platform, remoteId, name).lastInsertRowid, song.run(`${platform} ${remoteId}`).lastInsertRowid);
  };
  add('qq', '1', '张惠妹');
  add('kuwo', '2', '張惠妹');
  add('qq', '3', 'A-Mei');
  add('qq', '4', 'Nirvana');
  add('qq', '5', 'nirvana');
  earlier.close();
  await start();
  client = createRpcClient(wire, { address: running?.addresses.grpc ?? '', service: 'orchestrator' });
}

const named = (name: string | number) => (typeof name === 'number' ? { id: name, name: '' } : { id: 0, name });
const find = async (name: string | number) => (await client.getArtists({ name: named(name) }, limits)).artists;
const membersOf = async (name: string | number) => (await find(name)).map(({ members }) => members.map(({ id }) => id));
const merge = (one: string | number, other: string | number) => client.mergeArtists({ artist: named(one), other: named(other) }, limits);
const split = (one: string | number, other: string | number) => client.splitArtist({ artist: named(one), other: named(other) }, limits);
const rename = (one: string | number, name: string) => client.renameArtist({ artist: named(one), name }, limits);

describe('when people decide which artists are one', () => {
  it('shows an artist by its id, by that of a member and by name', async () => {
    await open();
    const shown = await find('張惠妹');
    expect(shown).toMatchObject([{ id: 1, name: '张惠妹', sortName: 'zhang hui mei', musicbrainzId: '', decisions: [] }]);
    expect(shown[0]?.members).toMatchObject([
      { id: 1, platform: 'qq', remoteId: '1', name: '张惠妹', songCount: 1 },
      { id: 2, platform: 'kuwo', remoteId: '2', name: '張惠妹', songCount: 1 },
    ]);
    expect(await find(2)).toEqual(shown);
  });

  it('merges and splits whole artists, and tells who decided', async () => {
    await open();
    const { artist } = await merge('张惠妹', 'a-mei');
    expect(artist?.members.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(artist?.decisions).toMatchObject([
      { artistId: 1, otherArtistId: 3, otherName: 'A-Mei', decision: 'same', decidedBy: 'command line' },
      { artistId: 3, otherArtistId: 1, otherName: '张惠妹', decision: 'same' },
    ]);
    expect((await split(1, 3)).artist?.members.map(({ id }) => id)).toEqual([1, 2]);
    expect((await split(1, 2)).artist?.members.map(({ id }) => id)).toEqual([1]);
    expect((await merge(2, 3)).artist?.members.map(({ id }) => id)).toEqual([2, 3]);
    // The later decision counts, whatever kept members apart.
    expect((await merge(1, 2)).artist?.members.map(({ id }) => id)).toEqual([1, 2, 3]);
    await runWell();
    expect(await membersOf(3)).toEqual([[1, 2, 3]]);
  });

  it('calls an artist as people chose, whatever is collected later', async () => {
    await open();
    expect((await rename('A-Mei', ' Gulilai Amit ')).artist).toMatchObject({ id: 3, name: 'Gulilai Amit' });
    await runWell();
    expect(await find('Gulilai Amit')).toMatchObject([{ id: 3, name: 'Gulilai Amit' }]);
  });

  it('refuses unknown artists, one artist twice, and a name that several have', async () => {
    await open();
    await expect(merge(1, 99)).rejects.toMatchObject({ code: 'not_found', message: 'there is no artist 99' });
    await expect(merge(1, 2)).rejects.toMatchObject({ code: 'invalid_argument', message: '"1" and "2" are the same artist' });
    await expect(split(3, 'A-Mei')).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(rename(3, ' ')).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(client.getArtists({ name: undefined }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(rename('Nirvana', 'Kurt')).rejects.toMatchObject({ code: 'failed_precondition', hint: 'Name one by its id: 4, 5.' });
    expect(await membersOf('Nirvana')).toEqual([[4], [5]]);
  });
});
