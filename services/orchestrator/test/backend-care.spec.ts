import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Audit } from '@catalogsync/audit';
import { S3ObjectStore } from '@catalogsync/object-storage';
import type { Database } from '@catalogsync/sqlite';
import { type ObjectServer, requireSwift, startSwift } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BackendStores } from '../src/adapters/object-storage/backend-stores.js';
import { ObjectBackendAccess } from '../src/adapters/object-storage/object-backend-access.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteUploadQuestions } from '../src/adapters/sqlite/stores/upload-store.js';
import { bindAudit } from '../src/audit.binding.js';
import { BackendCare } from '../src/core/upload/backend-care.js';

// Real here: Swift with its S3 interface, the SDK, HTTP, SQLite, the audit log.
const signal = AbortSignal.timeout(100_000);
const actor = { actor: 'somebody', via: 'cli', address: 'local' } as const;

(requireSwift() ? describe : describe.skip)('when storage backends are looked after', () => {
  let server: ObjectServer;
  let folder: string;
  let database: Database;
  let care: BackendCare;

  beforeAll(async () => {
    server = await startSwift();
    folder = mkdtempSync(join(tmpdir(), 'backend-care-'));
    database = await openCatalogue(join(folder, 'catalogsync.db'));
    const places = {
      cloud: { bucket: server.bucket, endpoint: server.endpoint, prefix: 'songs' },
      elsewhere: { bucket: 'nothing-here', endpoint: server.endpoint },
      locked: { bucket: server.bucket, endpoint: server.endpoint },
      stranger: { bucket: server.bucket, endpoint: server.endpoint },
    };
    await database
      .unitOfWork((session) => session)
      .run(async (session) => {
        for (const [name, place] of Object.entries(places)) {
          const text = "INSERT INTO storage_backends(name, backend_type, config_json) VALUES (?, 'object_storage', ?)";
          await session.change(text, name, JSON.stringify(place));
        }
      });
    const keys = new Map([
      ['cloud', server.keys],
      ['elsewhere', server.keys],
      ['stranger', { ...server.keys, secret: 'wrong' }],
    ]);
    care = new BackendCare({
      questions: new SqliteUploadQuestions(database.reads),
      access: new ObjectBackendAccess(new BackendStores({ keys, checksums: 'when_required', requests: 4, kilobitsPerSecond: 0 })),
      audit: bindAudit(database, { now: Date.now }, () => undefined).audit as Audit,
      after: (ms) => AbortSignal.timeout(ms),
    });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('says of each whether it can be used, and what is wrong', async () => {
    const found = await care.check('', signal);
    expect(found.map(({ backend, problem }) => [backend.name, problem?.message])).toEqual([
      ['cloud', undefined],
      ['elsewhere', expect.stringMatching(/bucket|nothing-here/)],
      ['locked', 'no access key for backend locked: OBJECT_ACCESS_KEYS'],
      ['stranger', expect.stringMatching(/key/)],
    ]);
    await expect(care.check('clod', signal)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('finds unfinished uploads that nothing goes on with, and gives up only those, once asked to', async () => {
    const store = new S3ObjectStore({ ...server, prefix: '', pathStyle: true, checksums: 'when_required' });
    const file = join(folder, 'song.flac');
    writeFileSync(file, 'music');
    const begin = async (key: string): Promise<string> => {
      let id = '';
      const onStart = async ({ uploadId }: { readonly uploadId: string }): Promise<void> => {
        id = uploadId;
        throw new Error('the process dies');
      };
      await store.putFile(key, file, { contentType: 'audio/flac', wholeBytes: 1, onStart }, signal).catch(() => undefined);
      return id;
    };
    const [known, lost] = [await begin('songs/known.flac'), await begin('songs/lost.flac')];
    await begin('others/not-ours.flac');
    store.close();
    await database
      .unitOfWork((session) => session)
      .run((session) =>
        session.change("INSERT INTO begun_uploads SELECT 1, id, ?, 8388608, 20000000 FROM storage_backends WHERE name = 'cloud'", known),
      );
    const orphan = expect.objectContaining({ key: 'lost.flac', uploadId: lost });
    const expected = [expect.objectContaining({ orphans: [orphan], problem: undefined })];
    expect(await care.orphans('cloud', signal)).toEqual(expected);
    expect(await care.giveUp('cloud', actor, signal)).toEqual(expected);
    expect(await care.orphans('cloud', signal)).toEqual([expect.objectContaining({ orphans: [] })]);
    const entries = await database.reads.rows('SELECT action, target, outcome FROM console_audit');
    expect(entries).toEqual([{ action: 'abortUploads', target: 'backend cloud', outcome: 'done' }]);
  });
});
