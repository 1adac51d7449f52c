import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { SongDetail, SongLink } from '../../core/console/song-detail.js';
import { song } from './console-json.js';

// Single songs as the console's API shows them.

const songLink = shape<SongLink>()('SongLink', {
  id: Type.Integer(),
  platform: Type.String(),
  remote_song_id: from(({ remoteId }) => remoteId, Type.String()),
  name: Type.String(),
  singers: nullable('string'),
  linked: from(({ isLinked }) => isLinked, Type.Boolean({ description: 'They are one recording now.' })),
  decision: from(
    ({ decision }) => decision && (decision.isSame ? 'same' : 'different'),
    Type.Optional(oneOf(['same', 'different'], { description: 'What somebody decided; left out if the songs were only compared.' })),
  ),
  decided_at: from(({ decision }) => decision && new Date(decision.decidedAt).toISOString(), Type.Optional(instant())),
  decided_by: from(({ decision }) => decision?.decidedBy, Type.Optional(Type.String())),
});

export const songDetail = shape<SongDetail>()('SongDetail', {
  ...song.fields,
  links: from(
    ({ links }) => links.map(songLink.json),
    Type.Array(ref('SongLink'), { description: 'The songs that it is linked with, and those that somebody decided about.' }),
  ),
});

export const songSchemas = [songLink, songDetail].map(({ schema }) => schema);
