import type { SnapshotOperation } from '../snapshot-operation.js';
import { albumRoutes, artistRoutes, genreRoute } from './album-routes.js';
import { changeRoutes } from './change-routes.js';
import { playlistRoutes, toplistRoutes } from './playlist-routes.js';
import { trackRoutes } from './track-routes.js';

/** Everything that lists and shows the catalogue. */
export const catalogueRoutes: readonly SnapshotOperation[] = [
  ...playlistRoutes,
  ...toplistRoutes,
  ...albumRoutes,
  ...trackRoutes,
  ...artistRoutes,
  genreRoute,
  ...changeRoutes,
];
