import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, type Ended, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line with the orchestrator that it starts, over artists of two platforms.

let home: string;
const artists = (...args: string[]): Promise<Ended> => catalogsync(['artists', ...args, '--home', home]);

beforeAll(async () => {
  home = temporaryFolder();
  // Makes the home.
  expect(await artists('show', '1')).toMatchObject({ code: 1 });
  const database = new Connection(join(home, 'catalogsync.db'));
  const add = database.prepare('INSERT INTO artists(platform, remote_artist_id, name) VALUES (?, ?, ?)');
  add.run('qq', '1', '张惠妹');
  add.run('kuwo', '2', '張惠妹');
  add.run('qq', '3', 'The A-Mei');
  database.close();
});
afterAll(removeFolders);

describe('when people decide which artists are one', () => {
  it('shows an artist with all that it is, and says what holds from now on', async () => {
    const shown = await artists('show', '張惠妹');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(
      /^Artist +1: 张惠妹\nSorted as +zhang hui mei\nSongs +0\n\nID +PLATFORM +ID THERE +SONGS +NAME\n1 +qq .*\n2 +kuwo .*\n$/,
    );
    const merged = await artists('merge', '1', 'A-Mei');
    expect(merged.stdout).toMatch(/^merged: they are artist 1 \(张惠妹\) from now on\n\nArtist /);
    expect(merged.stdout).toMatch(/\n1 +3 +one artist +command line +20.* The A-Mei\n/);
    expect((await artists('rename', '3', 'aMEI')).stdout).toMatch(/^renamed: artist 1 is called aMEI from now on\n/);
    expect((await artists('split', '1', '3')).stdout).toMatch(/^split: artist 1 \(aMEI\) and the other one stay two from now on\n/);
    expect(JSON.parse((await artists('show', '3', '--json')).stdout)).toMatchObject({
      artists: [{ name: 'The A-Mei', sortName: 'A-Mei, The' }],
    });
  });

  it('refuses an artist that is not there, and one artist named twice', async () => {
    const missing = await artists('show', 'nobody here');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('there is no artist nobody here')]);
    const twice = await artists('merge', '1', '2');
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('"1" and "2" are the same artist')]);
  });
});
