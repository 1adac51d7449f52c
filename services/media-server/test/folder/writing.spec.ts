import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import { TagLib } from 'taglib-wasm';
import type { SoulSyncServer } from '../../src/adapters/servers/soulsync/soulsync-server.js';
import { type OptionalOperations, optionalOperations } from '../../src/core/servers/media-server.js';
import { MusicFolder } from './music-folder.js';

// Real here: TagLib, files with tags from ffmpeg's encoders, read back with a second reader.
const signal = new AbortController().signal;
const jpeg = { bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 0xff, 0xd9]), mediaType: 'image/jpeg' };
const png = { bytes: Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1'), mediaType: 'image/png' };
const withFfmpeg = requireProgram('ffmpeg') ? describe : describe.skip;
let folder: MusicFolder;

beforeEach(async () => {
  folder = await MusicFolder.make();
  const tags = { artist: 'Björk', album_artist: 'Björk', genre: 'Old' };
  for (const ext of ['mp3', 'flac', 'ogg', 'm4a', 'opus'])
    await folder.add(`Björk/Homogenic/${ext}.${ext}`, { ...tags, title: `in ${ext}`, album: 'Homogenic' });
  await folder.add('Björk/Post/5.mp3', { ...tags, title: 'Five', album: 'Post' });
  await folder.add('Mixed/other.mp3', { title: 'Other', artist: 'Other', album: 'Tape', genre: 'Old' });
  await folder.add('Mixed/one.mp3', { title: 'One', artist: 'Stray', album: 'Tape', genre: 'Old' });
}, 60_000);
afterEach(() => folder.remove());

function operation<K extends keyof OptionalOperations>(server: SoulSyncServer, name: K): OptionalOperations[K] {
  const found: OptionalOperations[K] | undefined = server.optional[name];
  if (found === undefined) throw new Error(`${name} is missing`);
  return found;
}
async function artistId(server: SoulSyncServer, name: string): Promise<string> {
  for await (const page of server.allArtists(signal)) {
    const found = page.find((artist) => artist.name === name);
    if (found !== undefined) return found.id;
  }
  throw new Error(`there is no ${name}`);
}
async function albumId(server: SoulSyncServer, name: string): Promise<string> {
  return (await server.recentlyAddedAlbums(99, signal)).find((album) => album.name === name)?.id ?? '';
}
const genresOf = async (path: string): Promise<readonly string[]> => (await parseFile(folder.path(path))).common.genre ?? [];
const nfo = (): string => readFileSync(folder.path('Björk/artist.nfo'), 'utf8');

withFfmpeg('when nothing is to be written', () => {
  it('offers no writing, and names the setting', () => {
    const { optional, whyNot } = folder.open();
    expect(Object.keys(optional)).toEqual(['playlists']);
    for (const name of optionalOperations.filter((one) => one.startsWith('update'))) expect(whyNot[name]).toContain('SOULSYNC_WRITE');
  });
});

withFfmpeg('when files beside the music are asked for', () => {
  it('writes genres and biography of an artist as Jellyfin and Kodi read them, and touches no music', async () => {
    const before = readFileSync(folder.path('Björk/Post/5.mp3'));
    const server = folder.open({ write: 'sidecars' });
    const id = await artistId(server, 'Björk');
    await operation(server, 'updateArtistGenres')(id, ['Art Pop', 'R&B'], signal);
    await operation(server, 'updateArtistBiography')(id, 'From <Reykjavík> & "elsewhere"\n\u0000Line two', signal);
    await operation(server, 'updateArtistGenres')(id, ['Electronic'], signal);
    expect(nfo()).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        '<artist>',
        '  <name>Björk</name>',
        '  <biography>From &lt;Reykjavík&gt; &amp; "elsewhere"\nLine two</biography>',
        '  <genre>Electronic</genre>',
        '</artist>',
        '',
      ].join('\n'),
    );
    expect(readFileSync(folder.path('Björk/Post/5.mp3')).equals(before)).toBe(true);
    expect(await folder.titles(server, 'Five')).toEqual(['Five']);
  });

  it('keeps what else is in an artist.nfo, and leaves one of another form alone', async () => {
    const server = folder.open({ write: 'sidecars' });
    const id = await artistId(server, 'Björk');
    await folder.write('Björk/artist.nfo', '<artist><name>B</name><genre>Old</genre><genre/><mbid>1</mbid></artist>');
    await operation(server, 'updateArtistGenres')(id, ['New'], signal);
    expect(nfo()).toBe('<artist><name>B</name><mbid>1</mbid>\n  <genre>New</genre>\n</artist>');
    for (const odd of ['just a note', '<album></album>', '<artist><!-- <genre>x</genre> --></artist>']) {
      await folder.write('Björk/artist.nfo', odd);
      await expect(operation(server, 'updateArtistGenres')(id, ['New'], signal)).rejects.toMatchObject({ code: 'failed_precondition' });
      expect(nfo()).toBe(odd);
    }
  });

  it('puts pictures where players look, one for each, and nothing that is no picture', async () => {
    const server = folder.open({ write: 'sidecars' });
    const id = await artistId(server, 'Björk');
    await operation(server, 'updateArtistPoster')(id, png, signal);
    await operation(server, 'updateArtistPoster')(id, jpeg, signal);
    await operation(server, 'updateAlbumPoster')(await albumId(server, 'Homogenic'), png, signal);
    expect(readFileSync(folder.path('Björk/artist.jpg')).equals(jpeg.bytes)).toBe(true);
    expect(existsSync(folder.path('Björk/artist.png'))).toBe(false);
    expect(readFileSync(folder.path('Björk/Homogenic/cover.png')).equals(png.bytes)).toBe(true);
    const page = { bytes: Buffer.from('<html>'), mediaType: 'image/jpeg' };
    await expect(operation(server, 'updateArtistPoster')(id, page, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('refuses artists and albums whose folder is not their own, and ids that it did not give', async () => {
    const server = folder.open({ write: 'sidecars' });
    const files = readdirSync(folder.path('Mixed'));
    const stray = await artistId(server, 'Stray');
    await expect(operation(server, 'updateArtistGenres')(stray, ['x'], signal)).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(operation(server, 'updateAlbumPoster')(await albumId(server, 'Tape'), jpeg, signal)).rejects.toMatchObject({
      code: 'failed_precondition',
    });
    for (const id of ['', '../..', '/etc', 'f'.repeat(32)]) {
      await expect(operation(server, 'updateArtistPoster')(id, jpeg, signal)).rejects.toMatchObject({ code: 'not_found' });
      await expect(operation(server, 'updateAlbumPoster')(id, jpeg, signal)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(readdirSync(folder.path('Mixed'))).toEqual(files);
  });
});

withFfmpeg('when something in the music folder has become a link', () => {
  it.each(['sidecars', 'tags'] as const)('never writes where it leads (%s)', async (write) => {
    const server = folder.open({ write });
    const id = await artistId(server, 'Björk');
    renameSync(folder.path('Björk'), join(folder.home, 'elsewhere'));
    symlinkSync(join(folder.home, 'elsewhere'), folder.path('Björk'));
    const before = readFileSync(join(folder.home, 'elsewhere/Post/5.mp3'));
    for (const call of [
      () => operation(server, 'updateArtistGenres')(id, ['x'], signal),
      () => operation(server, 'updateArtistPoster')(id, jpeg, signal),
      () => operation(server, 'updateArtistBiography')(id, 'x', signal),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'permission_denied' });
    }
    expect(readFileSync(join(folder.home, 'elsewhere/Post/5.mp3')).equals(before)).toBe(true);
    expect(readdirSync(join(folder.home, 'elsewhere')).sort()).toEqual(['Homogenic', 'Post']);
  });

  it('replaces a link in the place of its own file, and does not read through it', async () => {
    const server = folder.open({ write: 'sidecars' });
    const id = await artistId(server, 'Björk');
    writeFileSync(join(folder.home, 'secret.xml'), '<artist><secret/></artist>');
    symlinkSync(join(folder.home, 'secret.xml'), folder.path('Björk/artist.nfo'));
    await operation(server, 'updateArtistGenres')(id, ['New'], signal);
    expect(nfo()).not.toContain('secret');
    expect(readFileSync(join(folder.home, 'secret.xml'), 'utf8')).toBe('<artist><secret/></artist>');
  });
});

withFfmpeg('when tags are asked for', () => {
  it('gives every file of the artist exactly these genres, and leaves its other tags and those of others', async () => {
    const server = folder.open({ write: 'tags' });
    const id = await artistId(server, 'Björk');
    const path = 'Björk/Homogenic/flac.flac';
    const { mtimeMs, mode } = statSync(folder.path(path));
    const albums = await server.recentlyAddedAlbums(9, signal);
    await operation(server, 'updateArtistGenres')(id, ['Art Pop', 'Electronic'], signal);
    for (const ext of ['mp3', 'flac', 'ogg', 'm4a', 'opus']) {
      expect([ext, await genresOf(`Björk/Homogenic/${ext}.${ext}`)]).toEqual([ext, ['Art Pop', 'Electronic']]);
      const { common, format } = await parseFile(folder.path(`Björk/Homogenic/${ext}.${ext}`));
      expect(common).toMatchObject({ title: `in ${ext}`, artist: 'Björk', albumartist: 'Björk', album: 'Homogenic' });
      expect(Math.abs((format.duration ?? 0) - 1)).toBeLessThan(0.2);
    }
    expect(await genresOf('Mixed/one.mp3')).toEqual(['Old']);
    expect(statSync(folder.path(path)).mtimeMs).toBeGreaterThan(mtimeMs);
    expect(statSync(folder.path(path)).mode).toBe(mode);
    expect(nfo()).toContain('<genre>Art Pop</genre>');
    expect(readdirSync(folder.path('Björk/Homogenic')).filter((name) => name.startsWith('.'))).toEqual([]);
    // Known at once, without another walk; and no album is new because of it.
    for await (const page of server.allArtists(signal)) {
      expect(page.find((artist) => artist.name === 'Björk')).toMatchObject({ genres: ['Art Pop', 'Electronic'] });
    }
    expect(await server.recentlyAddedAlbums(9, signal)).toEqual(albums);
    const { ino } = statSync(folder.path(path));
    await operation(server, 'updateArtistGenres')(id, ['Art Pop', 'Electronic'], signal);
    expect(statSync(folder.path(path)).ino).toBe(ino);
  });

  it('keeps pictures, lyrics and the owner of a file', async () => {
    const tagLib = await TagLib.initialize({ forceWasmType: 'wasi' });
    const paths = ['mp3', 'flac', 'm4a', 'ogg'].map((ext) => folder.path(`Björk/Homogenic/${ext}.${ext}`));
    for (const path of paths) {
      await tagLib.edit(path, (file) => {
        file.setPictures([{ mimeType: 'image/jpeg', data: jpeg.bytes, type: 'FrontCover', description: '' }]);
        file.setProperties({ ...file.properties(), lyrics: ['la la'] });
      });
      if (process.getuid?.() === 0) chownSync(path, 1234, 1234);
    }
    const server = folder.open({ write: 'tags' });
    await operation(server, 'updateArtistGenres')(await artistId(server, 'Björk'), ['Art Pop'], signal);
    for (const path of paths) {
      const { common } = await parseFile(path);
      expect([path, common.genre, common.picture?.length, common.lyrics?.length]).toEqual([path, ['Art Pop'], 1, 1]);
      if (process.getuid?.() === 0) expect(statSync(path).uid).toBe(1234);
    }
  });

  it('leaves the files alone when the caller leaves, and says so', async () => {
    const server = folder.open({ write: 'tags' });
    const id = await artistId(server, 'Björk');
    await expect(operation(server, 'updateArtistGenres')(id, ['New'], AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' });
    expect(await genresOf('Björk/Post/5.mp3')).toEqual(['Old']);
  });

  it('needs no folder for an artist whose files hold them', async () => {
    const server = folder.open({ write: 'tags' });
    await operation(server, 'updateArtistGenres')(await artistId(server, 'Stray'), ['Folk'], signal);
    expect(await genresOf('Mixed/one.mp3')).toEqual(['Folk']);
    expect(await genresOf('Mixed/other.mp3')).toEqual(['Old']);
  });

  it('says how many files could not be written, after writing the others', async () => {
    mkdirSync(folder.path('Björk/Raw'));
    await folder.add('Björk/Raw/raw.wma', { title: 'Raw', artist: 'Björk', album_artist: 'Björk', album: 'Raw' });
    const server = folder.open({ write: 'tags' });
    const written = operation(server, 'updateArtistGenres')(await artistId(server, 'Björk'), ['New'], signal);
    await expect(written).rejects.toMatchObject({ code: 'failed_precondition', message: expect.stringMatching(/^1 of 7 files of Björk/) });
    expect(await genresOf('Björk/Post/5.mp3')).toEqual(['New']);
  });
});
