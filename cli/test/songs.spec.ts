import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import type { SongDetail } from '../src/clients/songs-client.js';
import { catalogsync, type Ended, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line with the services it starts, over a library of one sound file and two songs of other platforms.

let home: string;
let own: string;
const songs = (...args: string[]): Promise<Ended> => catalogsync(['songs', ...args, '--home', home]);

beforeAll(async () => {
  home = temporaryFolder();
  const music = temporaryFolder();
  writeFileSync(join(music, 'A - One.wav'), silentWav(1));
  writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`, { mode: 0o600 });
  expect(await catalogsync(['run', '--template', 'full', '--home', home])).toMatchObject({ code: 0 });
  const database = new Connection(join(home, 'catalogsync.db'));
  const add = database.prepare("INSERT INTO songs(platform, remote_song_id, name, singers) VALUES (?, ?, ?, 'A')");
  add.run('qq', '1', 'Eins');
  add.run('qq', '2', 'Zwei');
  own = String((database.prepare("SELECT id FROM songs WHERE platform = 'library'").get() as { id: number }).id);
  database.close();
});
afterAll(removeFolders);

describe('when people decide which songs are the same recording', () => {
  it('says what holds from now on, and shows the song with its file and its links', async () => {
    expect(await songs('show', 'qq,1')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Song +\d+: Eins\nBy +A\nKnown as +1 of qq\nFile +none, and it is in no playlist: see library purge\nLinked with +no other song\n$/,
      ),
    });
    const linked = await songs('link', 'qq,1', own);
    expect(linked).toMatchObject({ code: 0, stderr: '' });
    expect(linked.stdout).toMatch(/^linked: songs \d+ \(Eins\) and \d+ \(One\) are the same recording from now on\n\nSong /);
    expect(linked.stdout).toMatch(new RegExp(`File +that of song ${own} \\(library,`));
    expect(linked.stdout).toMatch(
      /ID +PLATFORM +ID THERE +LINKED +DECIDED BY +DECIDED +NAME\n.* library .* yes +command line +20.* One\n$/,
    );
    const shown = JSON.parse((await songs('show', own, '--json')).stdout) as SongDetail;
    expect(shown).toMatchObject({ fileCount: 1, links: [{ platform: 'qq', remoteId: '1', linked: true, decision: 'same' }] });
    expect((await songs('unlink', own, 'qq,1')).stdout).toMatch(/^unlinked: songs \d+ \(One\) and \d+ \(Eins\) stay apart from now on\n/);
    expect((await songs('show', 'qq,1')).stdout).toMatch(
      /File +none, and it is in no playlist: see library purge\n\nID .*\n.* no +command line /,
    );
  });

  it('says why a link does not show yet', async () => {
    expect((await songs('link', 'qq,1', 'qq,2')).stdout).toMatch(
      /^noted: songs .* are the same; songs of one platform are linked once another platform has the recording too\n/,
    );
  });

  it('refuses a song that is not there, and the same song twice', async () => {
    const missing = await songs('link', 'qq,1', 'qq,9');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('there is no song qq,9')]);
    const twice = await songs('unlink', 'qq,1', 'qq,1');
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('"qq,1" and "qq,1" are the same song')]);
  });
});
