import { asGiven, BulkTable, known, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type {
  ArtistChoice,
  ArtistIdentity,
  ArtistMember,
  ArtistPair,
  ArtistStore,
  Decided,
  Identified,
  SplitCredit,
  StoredArtist,
} from '../../../core/artists/artist-store.js';
import { givenLists, givenNumber, joinedIds } from '../dialect.js';
import { artists as artistRows } from '../rows/catalogue-rows.js';
import { splitCredits } from './split-credits.js';

const [first, second] = [givenNumber(0), givenNumber(1)];

const artistsText = `SELECT a.id, a.platform, a.remote_artist_id AS "remoteId", a.name, chosen.name AS "chosenName",
    (SELECT count(*) FROM artist_songs link WHERE link.artist_id = a.id) AS "songCount"
  FROM artists a LEFT JOIN artist_names chosen ON chosen.artist_id = a.id WHERE a.id ${oneOfGiven} ORDER BY a.id`;

const findText = `SELECT (SELECT ${joinedIds('artist_id')} FROM (SELECT artist_id FROM artist_keys
    WHERE key = ${first} ORDER BY artist_id LIMIT ?) AS found) AS ids FROM ${givenLists}`;

const member = 'artist_id AS "artistId", identity_id AS "identityId"';
const pair = 'artist_id AS "artistId", other_artist_id AS "otherArtistId", is_same AS "isSame"';

const queue = `INSERT INTO artist_queue(artist_id) SELECT id FROM artists WHERE id ${oneOfGiven} ON CONFLICT(artist_id) DO NOTHING`;
const addChoice = `INSERT INTO artist_choices(artist_id, other_artist_id, is_same, decided_at, decided_by) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT(artist_id, other_artist_id) DO UPDATE SET is_same = excluded.is_same, decided_at = excluded.decided_at, decided_by = excluded.decided_by`;
const addName = `INSERT INTO artist_names(artist_id, name, decided_at, decided_by) VALUES (?, ?, ?, ?)
  ON CONFLICT(artist_id) DO UPDATE SET name = excluded.name, decided_at = excluded.decided_at, decided_by = excluded.decided_by`;
const addIdentity = `INSERT INTO artist_identities(id, name, sort_name, musicbrainz_id) VALUES (?, ?, ?, ?)
  ON CONFLICT(id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name, musicbrainz_id = excluded.musicbrainz_id`;
const addMembers = `INSERT INTO artist_members(artist_id, identity_id) SELECT ${first}, ${second} FROM ${givenLists} WHERE true
  ON CONFLICT(artist_id) DO UPDATE SET identity_id = excluded.identity_id`;
const addKeys = `INSERT INTO artist_keys(key, artist_id) SELECT ${first}, ${second} FROM ${givenLists} WHERE true
  ON CONFLICT(key, artist_id) DO NOTHING`;

interface IdentityRow extends Omit<ArtistIdentity, 'musicBrainzId'> {
  readonly musicBrainzId: string | null;
}

export class SqliteArtistStore implements ArtistStore {
  constructor(private readonly session: WriteSession) {}

  async takeWaiting(limit: number): Promise<number[]> {
    const rows = await this.session.rows<{ id: number }>('SELECT artist_id AS id FROM artist_queue ORDER BY artist_id LIMIT ?', limit);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await this.session.change(`DELETE FROM artist_queue WHERE artist_id ${oneOfGiven}`, asGiven(ids));
    return ids;
  }

  async artists(ids: readonly number[]): Promise<StoredArtist[]> {
    type Row = Omit<StoredArtist, 'chosenName'> & { readonly chosenName: string | null };
    const rows = await this.session.rows<Row>(artistsText, asGiven(ids));
    return rows.map((row) => known(row));
  }

  async keysOf(artistIds: readonly number[]): Promise<number[]> {
    const text = `SELECT DISTINCT key FROM artist_keys WHERE artist_id ${oneOfGiven}`;
    return (await this.session.rows<{ key: number }>(text, asGiven(artistIds))).map(({ key }) => key);
  }

  async find(keys: readonly number[], limit: number): Promise<number[][]> {
    const given = JSON.stringify(keys.map((key) => [key]));
    const rows = await this.session.rows<{ ids: string | null }>(findText, limit, given);
    return rows.map(({ ids }) => ids?.split(',').map(Number) ?? []);
  }

  membersWith(artistIds: readonly number[]): Promise<ArtistMember[]> {
    return this.session.rows(
      `SELECT ${member} FROM artist_members WHERE identity_id IN
        (SELECT identity_id FROM artist_members WHERE identity_id > 0 AND artist_id ${oneOfGiven})`,
      asGiven(artistIds),
    );
  }

  async choices(artistIds: readonly number[]): Promise<ArtistPair[]> {
    const [any] = await this.session.rows('SELECT 1 FROM artist_choices LIMIT 1');
    if (any === undefined) return [];
    const given = asGiven(artistIds);
    const rows = await this.session.rows<Omit<ArtistPair, 'isSame'> & { readonly isSame: number }>(
      `SELECT ${pair} FROM artist_choices WHERE artist_id ${oneOfGiven}
        UNION SELECT ${pair} FROM artist_choices WHERE other_artist_id ${oneOfGiven}`,
      given,
      given,
    );
    return rows.map((row) => ({ ...row, isSame: row.isSame === 1 }));
  }

  async split(credits: readonly SplitCredit[]): Promise<void> {
    await splitCredits(this.session, artistTable, credits);
  }

  async save({ artistIds, identities, members, found }: Identified): Promise<void> {
    const given = asGiven(artistIds);
    await this.saveMembers(given, members);
    await this.saveIdentities(given, identities);
    await this.saveKeys(found);
  }

  async decide({ artistId, otherArtistId, isSame, decidedAt, decidedBy }: ArtistChoice): Promise<void> {
    await this.session.change(addChoice, artistId, otherArtistId, isSame ? 1 : 0, decidedAt, decidedBy);
    await this.session.change(queue, asGiven([artistId, otherArtistId]));
  }

  async rename(artistId: number, name: string, { decidedAt, decidedBy }: Decided): Promise<void> {
    await this.session.change(addName, artistId, name, decidedAt, decidedBy);
    await this.session.change(queue, asGiven([artistId]));
  }

  private async saveMembers(given: string, members: readonly ArtistMember[]): Promise<void> {
    const rows = await this.session.rows<ArtistMember>(`SELECT ${member} FROM artist_members WHERE artist_id ${oneOfGiven}`, given);
    const stored = new Map(rows.map(({ artistId, identityId }) => [artistId, identityId]));
    const wanted = new Set(members.map(({ artistId }) => artistId));
    const gone = [...stored.keys()].filter((id) => !wanted.has(id));
    if (gone.length > 0) await this.session.change(`DELETE FROM artist_members WHERE artist_id ${oneOfGiven}`, asGiven(gone));
    const changed = members.filter(({ artistId, identityId }) => stored.get(artistId) !== identityId);
    await this.add(
      addMembers,
      changed.map(({ artistId, identityId }) => [artistId, identityId]),
    );
  }

  private async saveIdentities(given: string, identities: readonly ArtistIdentity[]): Promise<void> {
    const text = `SELECT id, name, sort_name AS "sortName", musicbrainz_id AS "musicBrainzId" FROM artist_identities WHERE id ${oneOfGiven}`;
    const stored = new Map((await this.session.rows<IdentityRow>(text, given)).map((row) => [row.id, row]));
    const wanted = new Set(identities.map(({ id }) => id));
    const gone = [...stored.keys()].filter((id) => !wanted.has(id));
    if (gone.length > 0) await this.session.change(`DELETE FROM artist_identities WHERE id ${oneOfGiven}`, asGiven(gone));
    const changed = identities.filter(({ id, name, sortName, musicBrainzId }) => {
      const row = stored.get(id);
      return row?.name !== name || row.sortName !== sortName || (row.musicBrainzId ?? undefined) !== musicBrainzId;
    });
    const values = changed.map(({ id, name, sortName, musicBrainzId }) => [id, name, sortName, musicBrainzId ?? null]);
    await this.session.changeEach(addIdentity, values);
  }

  private async saveKeys(found: Identified['found']): Promise<void> {
    const given = asGiven(found.map(({ artistId }) => artistId));
    const text = `SELECT artist_id AS "artistId", key FROM artist_keys WHERE artist_id ${oneOfGiven}`;
    const rows = await this.session.rows<{ artistId: number; key: number }>(text, given);
    const stored = Map.groupBy(rows, ({ artistId }) => artistId);
    const changed = found.filter(({ artistId, keys }) => !isSameSet(keys, stored.get(artistId) ?? []));
    const old = changed.map(({ artistId }) => artistId).filter((id) => stored.has(id));
    if (old.length > 0) await this.session.change(`DELETE FROM artist_keys WHERE artist_id ${oneOfGiven}`, asGiven(old));
    const keys = changed.flatMap(({ artistId, keys: of }) => of.map((key) => [key, artistId]));
    // In their order, so that each page of the table is written once.
    await this.add(
      addKeys,
      keys.sort(([a = 0], [b = 0]) => a - b),
    );
  }

  private async add(text: string, rows: readonly (readonly number[])[]): Promise<void> {
    if (rows.length > 0) await this.session.change(text, JSON.stringify(rows));
  }
}

const artistTable = new BulkTable(artistRows, ['platform', 'remoteArtistId'], ['name']);

function isSameSet(keys: readonly number[], stored: ReadonlyArray<{ readonly key: number }>): boolean {
  const wanted = new Set(keys);
  return wanted.size === stored.length && stored.every(({ key }) => wanted.has(key));
}
