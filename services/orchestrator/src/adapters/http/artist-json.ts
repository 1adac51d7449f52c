import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ArtistDecision, ArtistDetail, MemberDetail } from '../../core/artists/artist-detail.js';

// Artists as the console's API shows them.

const artistMember = shape<MemberDetail>()('ArtistMember', {
  id: Type.Integer(),
  platform: Type.String(),
  remote_artist_id: from(({ remoteId }) => remoteId, Type.String()),
  name: Type.String(),
  song_count: Type.Integer(),
});

const artistDecision = shape<ArtistDecision>()('ArtistDecision', {
  artist_id: Type.Integer({ description: 'The member.' }),
  other_artist_id: Type.Integer(),
  other_name: Type.String(),
  decision: from(({ isSame }) => (isSame ? 'same' : 'different'), oneOf(['same', 'different'])),
  decided_at: instant(),
  decided_by: Type.String(),
});

export const artistDetail = shape<ArtistDetail>()('ArtistDetail', {
  id: Type.Integer(),
  name: Type.String(),
  sort_name: Type.String(),
  musicbrainz_id: from(({ musicBrainzId }) => musicBrainzId, nullable('string')),
  members: from(
    ({ members }) => members.map(artistMember.json),
    Type.Array(ref('ArtistMember'), { description: 'The artists of sources that it consists of.' }),
  ),
  decisions: from(
    ({ decisions }) => decisions.map(artistDecision.json),
    Type.Array(ref('ArtistDecision'), { description: 'What people decided about the members.' }),
  ),
});

export const artistSchemas = [artistMember, artistDecision, artistDetail].map(({ schema }) => schema);
