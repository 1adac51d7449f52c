import { expect, it } from '@jest/globals';
import { type BuiltPlaylist, buildPlaylists } from './playlists.js';
import type { ListedFile } from './track-description.js';

it('hashes versions from the same text as ever, so that no catalogue rereads its library', async () => {
  const file: ListedFile = {
    ...{ id: 1, root: '/m', path: 'a/x.mp3', trackId: 't', size: 5, mtimeMs: 1, firstSeenAt: 1 },
    tags: {
      title: 'Hello',
      artists: ['Adele'],
      album: undefined,
      albumArtist: undefined,
      compilation: false,
      trackNumber: undefined,
      discNumber: undefined,
      year: 2015,
      genre: undefined,
      isrc: undefined,
      durationMs: 1000,
      bitrate: 320_000,
      sampleRate: 44_100,
      bitDepth: undefined,
      lossless: undefined,
    },
  };
  const texts: string[] = [];
  const built: BuiltPlaylist[] = [];
  const tools = {
    sha256: (text: string): string => {
      texts.push(text);
      return text;
    },
    pause: async () => undefined,
    put: async (playlist: BuiltPlaylist) => {
      built.push(playlist);
    },
  };
  const tracks = { newest: () => [file], file: () => file, trackAt: () => undefined };
  await buildPlaylists({ tracks, playlistFiles: [], entries: new Map() }, tools);
  expect(texts[0]).toBe(
    '[{"remoteId":"library_newest","kind":"toplist","name":"Recently added","description":""},' +
      '[[{"remoteId":"t","name":"Hello","artists":[{"remoteId":"","name":"Adele"}],"album":"","albumArtist":"","durationMs":1000,' +
      '"isrc":"","trackNumber":0,"discNumber":0,"year":2015,"genre":"","coverUrl":"","ext":"mp3","fileSizeBytes":5},' +
      '{"title":"Hello","artists":["Adele"],"album":"","albumArtist":"","compilation":false,"trackNumber":0,"discNumber":0,"year":2015,' +
      '"genre":"","isrc":"","durationMs":1000,"bitrate":320000,"sampleRate":44100,"bitDepth":0}]]]',
  );
  expect(built.map(({ playlist }) => playlist.sortKey)).toEqual(['1  recently added']);
});
