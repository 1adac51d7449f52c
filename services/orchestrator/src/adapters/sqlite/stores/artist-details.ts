import { artistKey } from '@catalogsync/catalog';
import { asGiven, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { ArtistDecision, ArtistDetail, ArtistDetails, ArtistName, MemberDetail } from '../../../core/artists/artist-detail.js';
import { keyOfName } from '../../../core/artists/read-artist.js';

const standing = 'coalesce((SELECT identity_id FROM artist_members WHERE artist_id = found.id), found.id)';
const byId = `SELECT ${standing} AS id FROM (SELECT coalesce((SELECT new_id FROM moved_ids WHERE kind = 'artist' AND new_kind = 'artist'
  AND old_id = given.id), given.id) AS id FROM (SELECT CAST(? AS INTEGER) AS id) AS given) AS found`;
const byKey = `SELECT DISTINCT ${standing} AS id FROM (SELECT artist_id AS id FROM artist_keys WHERE key = ?) AS found ORDER BY id LIMIT 100`;
const byChosenName = `SELECT DISTINCT ${standing} AS id FROM (SELECT artist_id AS id FROM artist_names WHERE name = ?) AS found`;
const identityText = `SELECT id, name, sort_name AS "sortName", musicbrainz_id AS "musicBrainzId" FROM artist_identities
  WHERE id ${oneOfGiven} ORDER BY id`;
const membersText = `SELECT a.id, a.platform, a.remote_artist_id AS "remoteId", a.name,
    (SELECT count(*) FROM artist_songs link WHERE link.artist_id = a.id) AS "songCount"
  FROM artists a WHERE a.id = ? OR a.id IN (SELECT artist_id FROM artist_members WHERE identity_id = ?) ORDER BY a.id`;
const columns = 'is_same AS "isSame", decided_at AS "decidedAt", decided_by AS "decidedBy"';
const decisionsText = `SELECT decision.*, a.name AS "otherName" FROM (
    SELECT artist_id AS "artistId", other_artist_id AS "otherArtistId", ${columns} FROM artist_choices WHERE artist_id ${oneOfGiven}
    UNION SELECT other_artist_id, artist_id, ${columns} FROM artist_choices WHERE other_artist_id ${oneOfGiven}) AS decision
  JOIN artists a ON a.id = decision."otherArtistId" ORDER BY decision."decidedAt", decision."artistId", decision."otherArtistId"`;

type IdentityRow = Pick<ArtistDetail, 'id' | 'name' | 'sortName'> & { readonly musicBrainzId: string | null };
type DecisionRow = Omit<ArtistDecision, 'isSame'> & { readonly isSame: number };

/** Artists with all that they consist of. */
export class SqliteArtistDetails implements ArtistDetails {
  constructor(private readonly session: Questions) {}

  async find(name: ArtistName): Promise<ArtistDetail[]> {
    const ids = 'id' in name ? await this.ids(byId, name.id) : await this.named(name.name);
    const rows = await this.session.rows<IdentityRow>(identityText, asGiven([...new Set(ids)]));
    const details: ArtistDetail[] = [];
    for (const row of rows) details.push(await this.detail(row));
    return details;
  }

  private async named(name: string): Promise<number[]> {
    return [...(await this.ids(byKey, keyOfName(artistKey(name)))), ...(await this.ids(byChosenName, name.trim()))];
  }

  private async ids(text: string, value: string | number): Promise<number[]> {
    return (await this.session.rows<{ id: number }>(text, value)).map(({ id }) => id);
  }

  private async detail(row: IdentityRow): Promise<ArtistDetail> {
    const { musicBrainzId, ...identity } = known(row);
    const members = await this.session.rows<MemberDetail>(membersText, row.id, row.id);
    const ids = asGiven(members.map(({ id }) => id));
    const decisions = await this.session.rows<DecisionRow>(decisionsText, ids, ids);
    return {
      ...identity,
      musicBrainzId,
      members,
      decisions: decisions.map((decision) => ({ ...decision, isSame: decision.isSame === 1 })),
    };
  }
}
