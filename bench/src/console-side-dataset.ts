import { dirname, join } from 'node:path';
import { initialiseStatistics } from '@catalogsync/resolver';
import Connection from 'better-sqlite3';
import { type ConsoleSize, numbers, type Run } from './console-size.js';

const order = ['qq', 'netease', 'kuwo', 'archive'].map((source) => ({ source, breaker: { state: 'closed', faults: 0 } }));
const why = JSON.stringify({ reason: 'sampled', usesBreakers: true, order });

/** Equal files are rare in a great library: one in this many has a twin, so that a page is not read from the first entries. */
const twinEvery = 100;

/** Half of the faults are set aside, and a page needs some. */
const faultsBesides = 200;

/** `resolver_stats.db` beside a catalogue: files of the library, their faults, searches, quarantine. */
export async function makeSideDatabase(catalogue: string, library: string, { files, searches, actions }: ConsoleSize): Promise<void> {
  await initialiseStatistics(catalogue);
  const database = new Connection(join(dirname(catalogue), 'resolver_stats.db'));
  const run: Run = (text, ...values) => void database.prepare(text).run(...values);
  database.exec('BEGIN');
  run(
    `${numbers} INSERT INTO library_files(root, path, size, mtime_ms, inode, state, fingerprint, track_id, tags_json, first_seen_at)
      SELECT ?, 'album ' || (i / 12) || '/' || i || '.flac', 30000000, 0, i, 'listed', printf('%064x', (i - (i % ? = 1)) * 7919 % 1000003),
        'track ' || i, json_object('title', '歌曲 ' || i, 'artists', json_array('歌手 ' || (i % 997)), 'compilation', json('false')), 0 FROM n`,
    ...[files, library, files < 10_000 ? 2 : twinEvery],
  );
  run(
    `${numbers} INSERT INTO library_faults(path, reason, stamp, first_seen_at, last_seen_at, set_aside_at, set_aside_by)
      SELECT ? || '/album ' || i || '/x.flac', 'it breaks off', '', i, i, iif(i % 2 = 0, i, NULL), iif(i % 2 = 0, 'user admin', NULL) FROM n`,
    ...[faultsBesides + Math.floor(files / 100), library],
  );
  run(
    `${numbers} INSERT INTO resolver_decisions(origin_source, decided_at, policy, song, why_json, platform, remote_id)
      SELECT iif(i % 2 = 0, 'netease', 'qq'), i, 'ratio-adaptive', '歌手 - 歌曲 ' || i, ?, iif(i % 2 = 0, 'netease', 'qq'), i FROM n`,
    ...[searches, why],
  );
  run(
    `${numbers} INSERT INTO quarantined_files(quarantine_id, download_id, path, source, remote_id, reason, detail, sha256, file_size_bytes, state,
        created_at) SELECT 'q' || i, 'd' || i, '', 'kuwo', i, 'damaged', 'it breaks off', '', 1, iif(i % 2 = 0, 'held', 'rejected'), i FROM n`,
    actions,
  );
  run(
    `${numbers} INSERT INTO resolver_audit(at, actor, via, address, action, target, outcome)
      SELECT i, 'user admin', 'grpc', 'local', 'rejectQuarantined', 'q' || i, 'done' FROM n`,
    actions,
  );
  database.exec('COMMIT');
  database.close();
}
