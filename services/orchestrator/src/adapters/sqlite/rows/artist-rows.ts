import { inKey, optionalText, rowSchema, text, whole } from '@catalogsync/sqlite';

const idOfArtist = { type: 'integer', primary: true } as const;

/** An artist as others see it. Its id is that of the artist that stands for it. */
export const artistIdentities = rowSchema('artist_identities', {
  id: idOfArtist,
  name: text,
  sortName: text,
  musicbrainzId: optionalText,
});

/** The artists of an identity of two and more, the standing one too. Placeholders are members of 0: nobody. */
export const artistMembers = rowSchema(
  'artist_members',
  { artistId: idOfArtist, identityId: whole },
  { indices: [{ name: 'artist_members_by_identity', columns: ['identityId', 'artistId'] }] },
);

/** Where artists are found: hashes of names and of MusicBrainz ids. */
export const artistKeys = rowSchema(
  'artist_keys',
  { key: inKey(whole), artistId: inKey(whole) },
  { withoutRowid: true, indices: [{ name: 'artist_keys_by_artist', columns: ['artistId'] }] },
);

/** Artists that are new or changed. Filled by triggers. */
export const artistQueue = rowSchema('artist_queue', { artistId: idOfArtist });

/** What people decided about pairs of artists, the smaller id first. */
export const artistChoices = rowSchema(
  'artist_choices',
  { artistId: inKey(whole), otherArtistId: inKey(whole), isSame: whole, decidedAt: whole, decidedBy: text },
  { withoutRowid: true, indices: [{ name: 'artist_choices_by_other', columns: ['otherArtistId'] }] },
);

/** Names that people chose. */
export const artistNames = rowSchema('artist_names', { artistId: idOfArtist, name: text, decidedAt: whole, decidedBy: text });
