import { Fault } from '@catalogsync/faults';
import { ref } from '@catalogsync/http';
import type { CatalogueParts } from '../api-parts.js';
import { artistDetail } from '../artist-json.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';

const route = consoleRoutes('catalogue');

/** Single artists. */
export function artistRoutes({ artists }: Pick<CatalogueParts, 'artists'>): ConsoleRoute[] {
  return [
    route('getArtist', 'GET /api/artists/:id', {
      summary: 'One artist with all that it consists of. The id of a member leads to the artist.',
      access: 'read',
      path: { id },
      answers: { 200: ref('ArtistDetail') },
      problems: ['not_found'],
      async handle({ path }) {
        const [found] = await artists.find(path);
        if (found === undefined) throw new Fault('not_found', `there is no artist ${path.id}`);
        return { body: artistDetail.json(found) };
      },
    }),
  ];
}
