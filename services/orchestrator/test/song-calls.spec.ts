import { orchestratorSongsV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { afterEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { initialiseCatalogue } from '../src/main.js';
import { ask, db, library, nina, running, runWell, start } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver and the snapshot service are fakes behind
// real sockets.
const wire = orchestratorSongsV1.SongServiceService;
const limits = { deadlineMs: 60_000 };
let client: RpcClient<typeof wire>;
afterEach(() => client.close());

/** A catalogue with songs of qq and kuwo beside the library's, collected once. */
async function open(settings: Record<string, string> = {}): Promise<void> {
  await initialiseCatalogue({ db });
  const earlier = new Connection(db);
  const metadata = JSON.stringify({ duration_ms: 200_000 });
  const add = earlier.prepare('INSERT INTO songs(platform, remote_song_id, name, singers, metadata_json) VALUES (?, ?, ?, ?, ?)');
  add.run('qq', '1', 'Birds Flying High', 'N. S.', metadata);
  add.run('kuwo', '2', 'Birds Flying High', 'N. S.', metadata);
  add.run('qq', '3', 'Another', 'N. S.', metadata);
  earlier.close();
  await start(settings);
  client = createRpcClient(wire, { address: running?.addresses.grpc ?? '', service: 'orchestrator' });
  await runWell();
}

const named = (text: string) => {
  const [platform = '', remoteId = ''] = text.split(',');
  return { id: 0, platform, remoteId };
};
const song = async (text: string) => (await client.getSong({ name: named(text) }, limits)).song;
const linksOf = async (text: string) =>
  (await song(text))?.links.map((link) => [`${link.song?.platform},${link.song?.remoteId}`, link.linked, link.decision]);
const link = (one: string, other: string) => client.linkSongs({ song: named(one), other: named(other) }, limits);
const unlink = (one: string, other: string) => client.unlinkSongs({ song: named(one), other: named(other) }, limits);

describe('when people decide which songs are the same recording', () => {
  it('links them at once with what they are linked with already, and shows who decided', async () => {
    await open();
    expect(await linksOf('qq,1')).toEqual([['kuwo,2', true, '']]);
    const { song: linked } = await link('library,t3', 'qq,1');
    expect(linked).toMatchObject({ song: { remoteId: 't3', name: 'Feeling Good' }, status: 'downloaded', fileOf: undefined });
    expect(linked?.links).toMatchObject([
      { song: { platform: 'qq', remoteId: '1' }, linked: true, decision: 'same', decidedBy: 'command line', decidedAt: expect.any(Number) },
      { song: { platform: 'kuwo', remoteId: '2' }, linked: true, decision: '', decidedBy: '', decidedAt: 0 },
    ]);
    const holder = linked?.song?.id;
    expect(await song('kuwo,2')).toMatchObject({ status: 'downloaded', fileCount: 0, fileOf: { id: holder, remoteId: 't3' } });
  });

  it('unlinks them, and both decisions outlast later jobs that collect the songs again', async () => {
    await open();
    await link('library,t3', 'qq,1');
    await unlink('qq,1', 'kuwo,2');
    library.albums = library.albums.map((album) => ({ ...album, version: '2', tracks: album.tracks.map((of) => ({ ...of, year: 1965 })) }));
    await runWell();
    expect(nina.id).toBe('t3');
    expect(await linksOf('qq,1')).toEqual([
      ['kuwo,2', false, 'different'],
      ['library,t3', true, 'same'],
    ]);
    expect(await song('kuwo,2')).toMatchObject({ status: 'gone', fileOf: undefined });
    await link('qq,1', 'kuwo,2');
    expect(await linksOf('kuwo,2')).toEqual([
      ['qq,1', true, 'same'],
      ['library,t3', true, ''],
    ]);
  });

  it('refuses unknown songs, one song named twice, and a decision that others contradict', async () => {
    await open();
    await expect(link('qq,1', 'qq,99')).rejects.toMatchObject({ code: 'not_found', message: 'there is no song qq,99' });
    await expect(client.getSong({ name: { id: 99, platform: '', remoteId: '' } }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.getSong({ name: undefined }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
    const [{ id } = { id: 0 }] = ask<{ id: number }>("SELECT id FROM songs WHERE platform = 'qq' AND remote_song_id = '1'");
    await expect(unlink(`qq,1`, 'qq,1')).rejects.toMatchObject({
      code: 'invalid_argument',
      message: '"qq,1" and "qq,1" are the same song',
    });
    const twice = client.linkSongs({ song: named('qq,1'), other: { id, platform: '', remoteId: '' } }, limits);
    await expect(twice).rejects.toMatchObject({ code: 'invalid_argument', message: `"qq,1" and "${id}" are the same song` });
    await link('library,t3', 'qq,1');
    await link('library,t3', 'kuwo,2');
    await expect(unlink('qq,1', 'kuwo,2')).rejects.toMatchObject({
      code: 'failed_precondition',
      hint: expect.stringMatching(/^Unlink song/),
    });
    expect(await linksOf('qq,1')).toEqual([
      ['kuwo,2', true, ''],
      ['library,t3', true, 'same'],
    ]);
  });

  it('keeps the decision while linking is switched off', async () => {
    await open({ LINK_RECORDINGS: 'no' });
    await link('library,t3', 'qq,1');
    expect(await linksOf('qq,1')).toEqual([['library,t3', false, 'same']]);
  });

  it('records each decision once, with how it ended', async () => {
    await open();
    await link('library,t3', 'qq,1');
    await expect(unlink('qq,1', 'qq,99')).rejects.toMatchObject({ code: 'not_found' });
    const entries = ask("SELECT action, target, outcome FROM console_audit WHERE action LIKE '%Songs' ORDER BY id");
    expect(entries).toEqual([
      { action: 'linkSongs', target: 'songs library,t3 and qq,1', outcome: 'done' },
      { action: 'unlinkSongs', target: 'songs qq,1 and qq,99', outcome: 'not_found' },
    ]);
  });
});
