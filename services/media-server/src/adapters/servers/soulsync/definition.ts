import { choice, path } from '@catalogsync/runtime';
import { defineServer } from '../server-definition.js';
import { SoulSyncServer } from './soulsync-server.js';

/** A folder of music without a server: SoulSync's standalone library. */
export const soulsync = defineServer({
  name: 'soulsync',
  aliases: ['folder'],
  keys: {
    SOULSYNC_DIR: path({
      help: 'The music folder that stands for a server.',
      default: (lookup) => String(lookup('LIBRARY_DIR')),
      defaultText: 'LIBRARY_DIR',
    }),
    SOULSYNC_PLAYLISTS_DIR: path({
      help: 'Where playlists are kept as .m3u8 files; those that are there already are playlists too.',
      default: (lookup) => `${String(lookup('SOULSYNC_DIR'))}/Playlists`,
      defaultText: 'SOULSYNC_DIR/Playlists',
    }),
    SOULSYNC_WRITE: choice(['nothing', 'sidecars', 'tags'], {
      help: 'Where genres, biographies and pictures go: nowhere; into files beside the music (artist.nfo, artist.jpg, cover.jpg); genres into the tags of the files too.',
      default: 'nothing',
      belongsTo: 'machine',
    }),
  },
  open: (config, { clock, log }) =>
    new SoulSyncServer({
      dir: config.SOULSYNC_DIR,
      playlistsDir: config.SOULSYNC_PLAYLISTS_DIR,
      write: config.SOULSYNC_WRITE,
      clock,
      log,
    }),
});
