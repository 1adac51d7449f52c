import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ArtistDecision, ArtistDetail, MemberDetail } from '../../core/artists/artist-detail.js';

// Artists as the console's API shows them.

const artistMember = shape<MemberDetail>()('ArtistMember', {
  id: Type.Integer(),
  platform: Type.String(),
  remoteId: Type.String(),
  name: Type.String(),
  songCount: Type.Integer(),
});

const artistDecision = shape<ArtistDecision>()('ArtistDecision', {
  artistId: Type.Integer({ description: 'The member.' }),
  otherArtistId: Type.Integer(),
  otherName: Type.String(),
  decision: from(({ isSame }) => (isSame ? 'same' : 'different'), oneOf(['same', 'different'])),
  decidedAt: instant(),
  decidedBy: Type.String(),
});

export const artistDetail = shape<ArtistDetail>()('ArtistDetail', {
  id: Type.Integer(),
  name: Type.String(),
  sortName: Type.String(),
  musicbrainzId: from(({ musicBrainzId }) => musicBrainzId, nullable('string')),
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
