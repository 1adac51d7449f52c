import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

/**
 * The yardstick: the least code that answers the measured routes with the same bytes. The same statements on a database
 * opened the same way, JSON.stringify, node:http; only the body's headers, no checks, no cursors beyond what the bytes
 * need.
 */
function open(file: string): (path: string) => unknown {
  const db = new Database(file, { readonly: true });
  db.pragma('mmap_size = 8589934592');
  db.exec('BEGIN');
  const columns = 't.song_id AS id, t.name, t.singers, t.platform, t.remote_song_id AS remoteId, t.metadata_json AS metadata';
  const one = db.prepare(`SELECT ${columns} FROM catalog_tracks t WHERE t.song_id = ?`);
  const ofPlaylist =
    db.prepare(`SELECT ${columns}, p.position FROM catalog_playlist_tracks p CROSS JOIN catalog_tracks t ON t.song_id = p.song_id
    WHERE p.playlist_id = +? AND (p.position, p.song_id) > (?, ?) ORDER BY p.position, p.song_id LIMIT ?`);
  const artists =
    db.prepare(`SELECT a.artist_id AS id, a.name FROM catalog_artist_tracks l CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = +? ORDER BY l.position`);
  const files = db.prepare(`SELECT file_location_id AS locationId, quality_label AS storedLabel, ext, file_size_bytes AS sizeBytes,
    backend_type AS backendType, public_url AS publicUrl FROM catalog_track_files WHERE song_id = ?`);
  const ofPlaylists = `SELECT playlist_id AS id, platform, remote_playlist_id AS remoteId, name, description, cover_url AS coverUrl,
    play_count AS playCount, song_count AS songCount FROM catalog_playlists`;
  const order = 'ORDER BY playCount DESC, id DESC LIMIT @limit';
  const firstPlaylists = db.prepare(`${ofPlaylists} ${order}`);
  const playlistsAfter = db.prepare(`${ofPlaylists} WHERE play_count = +@key AND playlist_id < @id
    UNION ALL ${ofPlaylists} WHERE play_count < @key ${order}`);
  const playCount = db.prepare('SELECT play_count FROM catalog_playlists WHERE playlist_id = ?').pluck(true);
  const { snapshot_id: snapshotId } = db.prepare('SELECT snapshot_id FROM snapshot_info').get() as { snapshot_id: string };

  type Row = { id: number; name: string; platform: string; remoteId: string; metadata: string; position: number };
  type File = { storedLabel: string; ext: string; sizeBytes: number; publicUrl: string | null };
  const track = ({ id, name, platform, remoteId, metadata }: Row): unknown => {
    const { album, duration_ms: durationMs } = JSON.parse(metadata) as { album: string; duration_ms: number };
    const found = files.all(id) as File[];
    const best = found.find((file) => file.publicUrl !== null) ?? found[0];
    const shown = best && [
      { quality: best.storedLabel, ext: best.ext, sizeBytes: best.sizeBytes, delivery: best.publicUrl === null ? 'origin' : 'public' },
    ];
    return { id, name, artists: artists.all(id), album, durationMs, platform, remoteId, files: shown ?? [] };
  };
  const cursor = (list: string, key: unknown): string => Buffer.from(JSON.stringify([1, snapshotId, list, key])).toString('base64url');

  return (path) => {
    if (path.startsWith('/v1/tracks/')) return track(one.get(Number(path.slice(11))) as Row);
    if (path.startsWith('/v1/playlists?limit=50')) {
      const [, after] = path.split('&cursor=');
      const id = after === undefined ? undefined : (JSON.parse(Buffer.from(after, 'base64url').toString()) as unknown[])[3];
      const limit = 51;
      const rows = (id === undefined ? firstPlaylists.all({ limit }) : playlistsAfter.all({ limit, id, key: playCount.get(id) })) as Row[];
      return { items: rows.slice(0, 50), nextCursor: cursor('playlists play_count desc ', rows[49]?.id) };
    }
    const id = Number(path.slice(14, path.indexOf('/', 14)));
    const rows = ofPlaylist.all(id, Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 51) as Row[];
    const last = rows[49];
    return {
      items: rows.slice(0, 50).map(track),
      nextCursor: cursor(`playlist tracks ${id}`, { position: last?.position, trackId: last?.id }),
    };
  };
}

process.once('message', (file: string) => {
  const answer = open(file);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(answer(request.url ?? ''));
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
process.once('disconnect', () => process.exit(0));
