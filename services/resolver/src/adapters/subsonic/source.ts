import type { HttpClient } from '@catalogsync/outbound-http';
import type { Source } from '../../core/sources/source.js';
import { SubsonicClient, type SubsonicSettings } from './client.js';
import { SubsonicCompanions } from './subsonic-companions.js';
import { SubsonicPlaylists } from './subsonic-playlists.js';
import { SubsonicSource } from './subsonic-source.js';

/** Any OpenSubsonic server of the user's own; three requests at a time do not disturb who listens to it. */
export function subsonicSource(settings: SubsonicSettings, http: HttpClient): Source {
  const client = new SubsonicClient(http, settings);
  const songs = new SubsonicSource(client);
  const companions = new SubsonicCompanions(client);
  const playlists = new SubsonicPlaylists(client);
  return {
    name: 'subsonic',
    aliases: ['navidrome', 'airsonic', 'opensubsonic'],
    configured: settings.url !== '' && settings.secret !== '' && (settings.auth === 'api-key' || settings.user !== ''),
    limits: { concurrency: 3 },
    searcher: songs,
    refresher: songs,
    fetcher: songs,
    health: songs,
    lyrics: companions,
    covers: companions,
    playlists,
    charts: playlists,
    playlistTracks: playlists,
  };
}
