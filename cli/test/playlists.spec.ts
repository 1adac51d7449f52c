import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Playlist, PlaylistChange, PlaylistDetail } from '../src/clients/playlists-client.js';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line with the services it starts, over a library of sound files and an .m3u that is edited between two jobs.

let home: string;
let music: string;
const playlists = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await catalogsync(['playlists', ...args, '--home', home]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const asJson = async <T>(...args: string[]): Promise<T> => JSON.parse(await playlists(...args, '--json')) as T;
const write = (...songs: string[]): void => writeFileSync(join(music, 'mine.m3u'), songs.map((song) => `${song}.wav\n`).join(''));
const run = async (): Promise<void> => {
  expect(await catalogsync(['run', '--template', 'full', '--home', home])).toMatchObject({ code: 0 });
};

beforeAll(async () => {
  [home, music] = [temporaryFolder(), temporaryFolder()];
  for (const [at, name] of ['A - One', 'A - Two', 'A - Three'].entries()) writeFileSync(join(music, `${name}.wav`), silentWav(at + 1));
  writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`, { mode: 0o600 });
  write('A - One', 'A - Two');
  await run();
  rmSync(join(music, 'mine.m3u'));
  write('A - Two', 'A - Three');
  await run();
});
afterAll(removeFolders);

describe('when a playlist has changed between two jobs', () => {
  it('is listed, shown, and its history says what came and went, when and by which job', async () => {
    const { playlists: found } = await asJson<{ playlists: Playlist[] }>('list', '--name', 'mine');
    expect(found).toMatchObject([{ name: 'mine', platform: 'library', songCount: 2, syncStatus: 'synced' }]);
    const [{ id, remoteId } = { id: 0, remoteId: '' }] = found;
    const shown = await asJson<PlaylistDetail>('show', String(id));
    expect(shown).toMatchObject({ id, remoteId, emptySince: 0, pools: [expect.objectContaining({ kind: 'playlist_file' })] });
    expect(await asJson('show', `library,${remoteId}`)).toEqual(shown);
    const { changes } = await asJson<{ changes: PlaylistChange[] }>('history', String(id));
    expect(changes).toMatchObject([
      {
        kind: 'changed',
        jobId: 2,
        addedCount: 1,
        removedCount: 1,
        movedCount: 0,
        songCount: 2,
        songs: [
          { kind: 'removed', name: 'One' },
          { kind: 'added', name: 'Three', toPosition: 2 },
        ],
      },
      { kind: 'first', jobId: 1, addedCount: 2, songs: [] },
    ]);
    expect(await asJson('history', String(id), '--limit', '1')).toMatchObject({ more: true, changes: changes.slice(0, 1) });
  });

  it('people read the same in words', async () => {
    const { playlists: found } = await asJson<{ playlists: Playlist[] }>('list', '--name', 'mine');
    const id = String(found[0]?.id);
    expect(await playlists('list', '--limit', '1')).toMatch(
      /^ID +PLATFORM +SONGS +STATUS +SYNCED +FOLLOWED +NAME\n.*\nThere are more: see --limit\.\n$/,
    );
    expect(await playlists('list', '--name', 'no such')).toBe('no such playlists\n');
    expect(await playlists('show', id)).toMatch(
      /^Playlist +\d+: mine\nKnown as .* of library\nSongs +2\nFound in .*\nSync +synced, last 20/,
    );
    const lines = (await playlists('history', id)).split('\n');
    expect(lines[0]).toBe('mine');
    expect(lines[1]).toMatch(/^20\S+ \S+ {2}\+1 -1 0 moved, 2 songs, job 2$/);
    expect(lines.slice(2, 4)).toEqual([expect.stringMatching(/^ {2}- from 1 +One/), expect.stringMatching(/^ {2}\+ at 2 +Three/)]);
    expect(lines[4]).toMatch(/first sync, 2 songs, job 1$/);
  });
});
