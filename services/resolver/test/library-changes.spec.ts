import 'reflect-metadata';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram, silentWav, writeAudio } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { LibraryHarness } from './library-harness.js';

// Real here: files on disk, ffmpeg's tags, SQLite, gRPC over a Unix socket.
let library: LibraryHarness;

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
});
afterEach(() => library.dispose());

const locators = (tracks: readonly { readonly name: string }[]): string[] => tracks.map(({ name }) => name).sort();

describe('when songs are read by their changes', () => {
  it('gives all at first, then only those that are new, moved or edited', async () => {
    for (let seed = 1; seed <= 5; seed++) library.write(`a/song ${seed}.wav`, silentWav(seed));
    await library.scan();
    const first = await library.changes();
    expect(locators(first.tracks)).toEqual([1, 2, 3, 4, 5].map((seed) => `song ${seed}`));
    expect((await library.changes(first.position)).tracks).toEqual([]);
    await library.scan();
    expect((await library.changes(first.position)).tracks).toEqual([]);
    library.write('a/song 6.wav', silentWav(6));
    renameSync(library.path('a/song 1.wav'), library.path('a/renamed.wav'));
    rmSync(library.path('a/song 2.wav'));
    await library.scan();
    const second = await library.changes(first.position);
    expect(locators(second.tracks)).toEqual(['renamed', 'song 6']);
    expect((await library.changes(second.position)).tracks).toEqual([]);
    expect(locators((await library.changes()).tracks)).toEqual(['renamed', 'song 3', 'song 4', 'song 5', 'song 6']);
  });

  it('gives all again once the index was lost, and refuses a position that nobody issued', async () => {
    library.write('a.wav', silentWav(1));
    await library.scan();
    const { position } = await library.changes();
    await library.stop();
    for (const end of ['', '-wal', '-shm']) rmSync(join(library.home, `resolver_stats.db${end}`), { force: true });
    await library.start();
    await library.scan();
    expect(locators((await library.changes(position)).tracks)).toEqual(['a']);
    expect(await library.fileChanges(position)).toMatchObject({ locators: ['a.wav'], isWhole: true });
    await expect(library.changes('x')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('gives the files of those that changed, and names songs that have lost their last file until it is back', async () => {
    for (let seed = 1; seed <= 4; seed++) library.write(`a/${seed}.wav`, silentWav(seed));
    await library.scan();
    const ids = await library.ids();
    const first = await library.fileChanges();
    expect(first).toMatchObject({ locators: [1, 2, 3, 4].map((seed) => `a/${seed}.wav`), gone: [], isWhole: true });
    expect(await library.fileChanges((await library.changes()).position)).toMatchObject({ locators: [], gone: [], isWhole: false });
    renameSync(library.path('a/1.wav'), library.path('a/renamed.wav'));
    for (const seed of [2, 3]) renameSync(library.path(`a/${seed}.wav`), join(library.home, `${seed}.wav`));
    library.write('a/copy of 4.wav', silentWav(4));
    await library.scanFolders('a');
    const second = await library.fileChanges(first.position);
    const gone = [ids['a/2.wav'], ids['a/3.wav']].sort();
    expect(second).toMatchObject({ locators: ['a/4.wav', 'a/renamed.wav'], gone, isWhole: false });
    rmSync(library.path('a/4.wav'));
    renameSync(join(library.home, '2.wav'), library.path('a/back.wav'));
    await library.scanFolders('a');
    const third = await library.fileChanges(second.position);
    expect(third).toMatchObject({ locators: ['a/back.wav', 'a/copy of 4.wav'], gone: [] });
    expect(await library.ids()).toMatchObject({ 'a/back.wav': ids['a/2.wav'], 'a/copy of 4.wav': ids['a/4.wav'] });
    expect((await library.fileChanges(first.position)).gone).toEqual([ids['a/3.wav']]);
    expect(await library.fileChanges(third.position)).toEqual({ locators: [], gone: [], position: third.position, isWhole: false });
  });

  it('names the folder that files of an album share, without that of the disc, whose number it says', async () => {
    library.write('Hits/CD1/a.wav', silentWav(1));
    library.write('Hits/Disc 02/b.wav', silentWav(2));
    library.write('Other Hits/c.wav', silentWav(3));
    await library.scan();
    const songs = await library.songs();
    const [a, b, c] = [songs['Hits/CD1/a.wav'], songs['Hits/Disc 02/b.wav'], songs['Other Hits/c.wav']];
    expect([a?.discNumber, b?.discNumber, c?.discNumber]).toEqual([1, 2, 0]);
    expect(b?.remoteAlbumId).toBe(a?.remoteAlbumId);
    expect(c?.remoteAlbumId).not.toBe(a?.remoteAlbumId);
    expect(a?.remoteAlbumId).toMatch(/^[0-9a-f]{16}$/);
    expect(a?.addedAtMs).toBe(1_800_000_000_000);
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when files are tagged', () => {
  const releaseId = '5e6f9a3c-0d1f-4a5b-9e3c-2f0f3a9f0001';
  const tags = {
    ...{ title: '晴天', artist: '周杰伦', album: '叶惠美', composer: '周杰伦', genre: '流行/摇滚', date: '2003-07-31', bpm: '137' },
    ...{ ITUNESADVISORY: '1', RELEASETYPE: 'album;compilation', MUSICBRAINZ_ALBUMID: releaseId, ISRC: 'TW-K97-03-00301' },
    ...{ REPLAYGAIN_TRACK_GAIN: '-7.35 dB', REPLAYGAIN_TRACK_PEAK: '0.988525', REPLAYGAIN_ALBUM_GAIN: '-8.00 dB' },
  };

  it('reads what an app needs besides the names', async () => {
    await writeAudio(library.path('a.flac'), { tags });
    await writeAudio(library.path('b.opus'), { tags: { title: 'b', R128_TRACK_GAIN: '-512', LYRICS: 'words' } });
    await library.scan();
    const songs = await library.songs();
    expect(songs['a.flac']).toMatchObject({
      ...{ composer: '周杰伦', genres: ['流行/摇滚'], bpm: 137, explicit: true, releaseDate: '2003-07-31', year: 2003 },
      ...{ albumKind: 'compilation', musicbrainzReleaseId: releaseId, isrc: 'TWK970300301' },
      replayGain: { trackGain: -7.35, trackPeak: expect.closeTo(0.9885, 3), albumGain: -8 },
    });
    expect(songs['b.opus']).toMatchObject({
      replayGain: { trackGain: 3 },
      lyricsVersion: expect.stringMatching(/^.+$/),
    });
  });

  it('keeps the track id when its tags are edited', async () => {
    await writeAudio(library.path('x/1.flac'), { tags: { title: 'X', album: 'X' }, frequency: 500 });
    await writeAudio(library.path('y/1.flac'), { tags: { title: 'Y', album: 'Y' }, frequency: 510 });
    await library.scan();
    const ids = await library.ids();
    const { position } = await library.changes();
    await writeAudio(library.path('x/1.flac'), { tags: { title: 'Renamed', album: 'X' }, frequency: 500 });
    expect(await library.scan()).toMatchObject({ changed: 1, added: 0, removed: 0 });
    expect(await library.ids()).toEqual(ids);
    expect((await library.changes(position)).tracks).toMatchObject([{ remoteId: ids['x/1.flac'], name: 'Renamed' }]);
  });

  it('reads the tags of unchanged files again that an earlier version read, once, and keeps their ids', async () => {
    await writeAudio(library.path('a.flac'), { tags });
    library.write('b.wav', silentWav(1));
    await library.scan();
    const ids = await library.ids();
    const { position } = await library.changes();
    await library.stop();
    const earlier = new Connection(join(library.home, 'resolver_stats.db'));
    earlier.exec("UPDATE library_files SET tag_rules = 0, tags_json = json_remove(tags_json, '$.composer')");
    earlier.close();
    await library.start();
    expect((await library.songs())['a.flac']?.composer).toBe('');
    expect(await library.scan()).toMatchObject({ files: 2, added: 0, changed: 0, moved: 0, removed: 0, reread: 2 });
    expect(await library.ids()).toEqual(ids);
    expect(locators((await library.changes(position)).tracks)).toEqual(['b', '晴天']);
    expect((await library.songs())['a.flac']?.composer).toBe('周杰伦');
    expect(await library.scan()).toMatchObject({ reread: 0 });
    expect(library.filesOpened).toBe(0);
  });
});

describe('when lyrics lie beside files', () => {
  it('shows by the version that they came, changed and went', async () => {
    library.write('a.wav', silentWav(1));
    library.write('b.wav', silentWav(2));
    await library.scan();
    const start = await library.changes();
    expect(start.tracks.map(({ lyricsVersion }) => lyricsVersion)).toEqual(['', '']);
    library.write('A.LRC', '[00:01.00]words');
    await library.scan();
    const came = await library.changes(start.position);
    expect(came.tracks).toMatchObject([{ name: 'a', lyricsVersion: expect.stringMatching(/^15-/) }]);
    library.write('A.LRC', '[00:01.00]other words');
    await library.scan();
    const changed = await library.changes(came.position);
    expect(changed.tracks).toMatchObject([{ name: 'a', lyricsVersion: expect.stringMatching(/^21-/) }]);
    rmSync(library.path('A.LRC'));
    await library.scan();
    expect((await library.changes(changed.position)).tracks).toMatchObject([{ name: 'a', lyricsVersion: '' }]);
  });
});

describe('when pictures lie beside files', () => {
  it('counts the songs of a folder as changed when its cover comes, changes or goes, and no others', async () => {
    for (const file of ['a/1.wav', 'a/2.wav', 'b/3.wav', 'a/disc/4.wav']) library.write(file, silentWav(file.length + Number(file.at(-5))));
    await library.scan();
    let { position } = await library.changes();
    const changed = async (...folders: string[]): Promise<string[]> => {
      await (folders.length > 0
        ? library.scanFolders(...folders.map((path) => ({ path: library.path(path), whole: false })))
        : library.scan());
      const after = await library.changes(position);
      position = after.position;
      return locators(after.tracks);
    };
    library.write('a/Folder.JPG', 'a picture');
    library.write('a/booklet.jpg', 'another picture');
    expect(await changed('a')).toEqual(['1', '2']);
    expect(await changed()).toEqual([]);
    library.write('a/cover.png', 'a better picture');
    expect(await changed()).toEqual(['1', '2']);
    library.write('a/Folder.JPG', 'a picture that no one shows');
    expect(await changed('a')).toEqual([]);
    rmSync(library.path('a/cover.png'));
    rmSync(library.path('a/Folder.JPG'));
    expect(await changed('a')).toEqual(['1', '2']);
    expect(library.filesOpened).toBe(0);
  });
});
