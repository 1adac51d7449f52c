import { ref } from '@catalogsync/http';
import { songNamed } from '../../../core/recordings/song-choices.js';
import type { CatalogueParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { songDetail } from '../song-json.js';

const route = consoleRoutes('catalogue');

/** Single songs. */
export function songRoutes({ songs }: Pick<CatalogueParts, 'songs'>): ConsoleRoute[] {
  return [
    route('getSong', 'GET /api/songs/:id', {
      summary: 'One song with its files, its playlists, and the songs that it is linked with.',
      access: 'read',
      path: { id },
      answers: { 200: ref('SongDetail') },
      problems: ['not_found'],
      async handle({ path }) {
        return { body: songDetail.json(await songNamed(songs, path)) };
      },
    }),
  ];
}
