import { requireProgram } from '@catalogsync/testkit';
import { describe } from '@jest/globals';
import { contractLibrary, mediaServerContract, type ServerUnderTest } from '../../src/core/servers/media-server.contract.js';
import { MusicFolder } from '../folder/music-folder.js';

// Real here: files with tags in several formats, and the file system. The only trouble of a folder is that it is gone.
const formats = ['mp3', 'flac', 'ogg', 'm4a', 'opus'];

async function open(): Promise<ServerUnderTest> {
  const folder = await MusicFolder.make();
  for (const [at, song] of contractLibrary.entries()) await folder.addSong(song, formats[at % formats.length]);
  return {
    server: folder.open(),
    troubles: ['refused'],
    trouble: (trouble) => (trouble === undefined ? folder.bringBack() : folder.moveAway()),
    addSong: (song) => folder.addSong(song),
    close: () => folder.remove(),
  };
}

(requireProgram('ffmpeg') ? describe : describe.skip)('a music folder', () => mediaServerContract('SoulSync', open));
