import { Audit } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault, type FaultCode } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DecideQuarantine } from '../src/core/downloads/decide-quarantine.js';
import type { DownloadEngine } from '../src/core/downloads/download-engine.js';
import type { DownloadRecord } from '../src/core/downloads/model.js';
import type { QuarantinedFile } from '../src/core/downloads/ports.js';
import { RecordedDownloads } from '../src/core/downloads/recorded-downloads.js';
import { audioFile, type MemoryFile } from './memory/memory-staging.js';
import { DownloadHarness, request } from './memory-downloads.js';
import { hit } from './resolve-harness.js';
import { hasItsEnd, untilDownload } from './until-download.js';

/** What becomes of refused files; sources, files and stores work in memory. */

const never = new AbortController().signal;
const page = { includeDecided: true, limit: 9, before: undefined };
const short = (sha256 = 'short'): MemoryFile => audioFile({ durationMs: 30_000 }, { sha256, fileSizeBytes: 700_000 });
let harness: DownloadHarness;
let engine: DownloadEngine;
let decisions: DecideQuarantine;

beforeEach(() => {
  harness = new DownloadHarness(['kuwo']);
  harness.searches.kuwo = [hit('k')];
  harness.deliveries['key:k'] = short();
  harness.mostHeld = 2;
  ({ engine, decisions } = harness.open());
});

async function download(remoteId = '003', delivery = harness.deliveries['key:k']): Promise<DownloadRecord> {
  harness.deliveries['key:k'] = delivery!;
  const { view } = await engine.start(request({ remoteId }));
  return (await untilDownload(engine, view.record.id, hasItsEnd)).record;
}
const held = async (): Promise<readonly QuarantinedFile[]> => (await decisions.list(page)).held.map(({ file }) => file);
const paths = (): string[] => [...harness.staging.files.keys()];
/** The only file held. */
async function heldOne(): Promise<QuarantinedFile> {
  await download();
  const [file] = await held();
  return file!;
}

describe('when a file is refused', () => {
  it('it waits for a decision, with what is known about it, and nothing else of the fetch stays', async () => {
    harness.deliveries['key:k'] = async () => {
      harness.staging.files.set('/fetches/1/kuwo key:k/extra', audioFile());
      return short();
    };
    await harness.timing.pass(77);
    const file = await heldOne();
    expect(file).toEqual({
      id: expect.any(String),
      downloadId: '1',
      path: `/quarantine/${file.id}`,
      source: 'kuwo',
      remoteId: 'k',
      reason: 'trial_clip',
      detail: 'it lasts 30.0 s where 269.0 s are expected',
      sha256: 'short',
      fileSizeBytes: 700_000,
      audio: expect.objectContaining({ ext: 'mp3', durationMs: 30_000 }),
      state: 'held',
      createdAt: 77,
    });
    expect(paths()).toEqual([file.path]);
  });

  it('its size is unknown where nothing could be measured', async () => {
    harness.deliveries['key:k'] = audioFile({}, { damage: 'a checksum is wrong' });
    expect(await heldOne()).toMatchObject({ reason: 'damaged', audio: undefined, fileSizeBytes: 0 });
  });

  it.each([
    ['empty', audioFile({}, { fileSizeBytes: 0 })],
    ['not_audio', audioFile({}, { ext: undefined })],
    ['rejected_before', audioFile({}, { sha256: 'known' })],
  ] as const)('it is removed at once if it is %s: there is nothing to decide', async (code, delivery) => {
    await harness.rejected.reject({ sha256: 'known', source: 'kuwo', remoteId: 'other', reason: 'zeros' });
    expect((await download('003', delivery)).attempts).toMatchObject([{ outcome: 'refused', code }]);
    expect([await held(), paths()]).toEqual([[], []]);
  });

  it('the oldest ones go where too many wait', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await download(id, short(id));
    expect((await held()).map(({ sha256, state }) => `${sha256} ${state}`)).toEqual(['d held', 'c held', 'b expired', 'a expired']);
    expect(paths()).toHaveLength(2);
  });

  it('it is no matter if somebody decided about the oldest one just then', async () => {
    const { quarantine } = harness;
    const decide = quarantine.decide.bind(quarantine);
    quarantine.decide = async (id, state) => {
      await decide(id, 'rejected');
      return decide(id, state);
    };
    for (const id of ['a', 'b', 'c']) expect((await download(id, short(id))).state).toBe('not_found');
    expect((await held()).map(({ state }) => state)).toEqual(['held', 'held', 'rejected']);
  });

  it('a full disk is told, wherever it shows', async () => {
    for (const id of ['a', 'b']) await download(id, short(id));
    harness.quarantine.decide = () => Promise.reject(new Fault('disk_full', 'no space left'));
    expect(await download('c', short('c'))).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
  });

  it('it is not fetched again for the same song, and is for another', async () => {
    await download();
    await download();
    expect(harness.fetched).toEqual(['key:k']);
    await download('004');
    expect(harness.fetched).toEqual(['key:k', 'key:k']);
  });
});

describe('when refused files are listed', () => {
  it('each comes with its download, newest first, page by page', async () => {
    const { id } = await download('a');
    const second = await download('b');
    await harness.quarantine.hold({ ...(await held())[0]!, id: 'lost', downloadId: 'gone' });
    const first = await decisions.list({ ...page, limit: 2 });
    expect(first.held.map(({ file, download: of }) => [file.downloadId, of?.id])).toEqual([
      ['gone', undefined],
      [second.id, second.id],
    ]);
    const rest = await decisions.list({ ...page, limit: 2, before: first.next });
    expect([rest.held.map(({ download: of }) => of?.id), rest.next]).toEqual([[id], undefined]);
  });
});

describe('when a person approves a refused file', () => {
  it('it becomes the tagged file of its download, from where it came', async () => {
    const { id } = await heldOne();
    const record = await decisions.approve(id, never);
    expect(record).toMatchObject({
      id: '1',
      state: 'succeeded',
      file: { path: '/fetches/1/approved', source: 'kuwo', remoteId: 'k', sha256: 'of tagged', audio: { durationMs: 30_000 } },
    });
    expect(paths()).toEqual(['/fetches/1/approved']);
    expect(await held()).toMatchObject([{ state: 'approved', path: undefined }]);
    for (const again of [decisions.approve(id, never), decisions.reject(id)])
      await expect(again).rejects.toMatchObject({ code: 'failed_precondition', message: 'the file was already approved' });
  });

  it('it also serves a download that failed otherwise', async () => {
    harness.searches.kuwo = [hit('k', { bytes: 2 }), hit('k2', { bytes: 1 })];
    harness.deliveries['key:k2'] = new Fault('timeout', 'slow');
    const file = await heldOne();
    expect((await engine.get(file.downloadId)).record.state).toBe('failed');
    expect((await decisions.approve(file.id, never)).state).toBe('succeeded');
  });

  const refusal = async (id: string, code: FaultCode, hint: string | undefined): Promise<void> => {
    const before = paths();
    await expect(decisions.approve(id, never)).rejects.toMatchObject({ code, hint });
    expect(paths()).toEqual(before);
  };

  it('it is refused where nothing could be measured, and where its download is gone or unknown', async () => {
    harness.deliveries['key:k'] = audioFile({}, { damage: 'a checksum is wrong' });
    const file = await heldOne();
    await refusal(file.id, 'failed_precondition', 'Reject it.');
    await harness.quarantine.hold({ ...file, id: 'lost', downloadId: 'gone' });
    await refusal('lost', 'not_found', undefined);
    await refusal('nobody', 'not_found', undefined);
    await expect(decisions.reject('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('it is refused where its download has a file, runs or was canceled', async () => {
    const hint = 'Only a download that ended without a file can take it.';
    const file = await heldOne();
    const ready = await download('004', audioFile());
    harness.deliveries['key:k'] = 'hang';
    const running = (await engine.start(request({ remoteId: '005' }))).view.record.id;
    const canceled = (await engine.start(request({ remoteId: '006' }))).view.record.id;
    await engine.cancel(canceled);
    for (const downloadId of [ready.id, running, canceled]) {
      await harness.quarantine.hold({ ...file, id: `of ${downloadId}`, downloadId });
      await refusal(`of ${downloadId}`, 'failed_precondition', hint);
    }
    await engine.cancel(running);
  });
});

describe('when a person rejects a refused file', () => {
  it('it is removed, and refused from now on by its id and its content', async () => {
    const { id } = await heldOne();
    await decisions.reject(id);
    expect([await held(), paths()]).toEqual([[expect.objectContaining({ state: 'rejected', path: undefined })], []]);
    expect((await download('004')).attempts).toMatchObject([{ outcome: 'nothing_found' }]);
    expect(await harness.rejected.rejectedTracks('kuwo', ['k', 'other'])).toEqual(new Set(['k']));
    expect(await harness.rejected.isRejectedContent('short')).toBe(true);
  });
});

describe('when downloads are started and decided about', () => {
  const actor = { actor: 'user anna', via: 'http', address: '192.0.2.1' } as const;
  let log: MemoryAuditLog;
  let recorded: RecordedDownloads;
  beforeEach(() => {
    log = new MemoryAuditLog();
    recorded = new RecordedDownloads(engine, decisions, new Audit({ log, now: () => 7, onFault: harness.warn.bind(harness, '') }));
  });
  const told = (): string[] => log.entries.map(({ action, target, outcome }) => `${action} ${target}: ${outcome}`);

  it('what people do is recorded with its target and outcome', async () => {
    harness.deliveries['key:k'] = 'hang';
    const { view, created } = await recorded.start(request(), undefined, actor);
    expect([created, view.record.holder]).toEqual([true, undefined]);
    expect((await recorded.cancel('1', undefined, actor)).record.state).toBe('canceled');
    await recorded.release('1', undefined, actor);
    expect((await engine.get('1')).record.released).toBe(true);
    await recorded.cancel('1', undefined, actor).catch(() => undefined);
    await recorded.start(request({ platform: undefined, remoteId: undefined, title: '' }), undefined, actor).catch(() => undefined);
    expect(told()).toEqual([
      'startDownload song qq,003: done',
      'cancelDownload download 1: done',
      'releaseDownload download 1: done',
      'cancelDownload download 1: failed_precondition',
      'startDownload song ,: invalid_argument',
    ]);
    expect(log.entries[0]).toMatchObject(actor);
  });

  it('what people decide is recorded, with no more of an id than it may have', async () => {
    const file = await heldOne();
    await recorded.approve(file.id, actor, never);
    await download('004');
    const [other] = await held();
    await recorded.reject(other!.id, actor);
    await recorded.reject('x'.repeat(300), actor).catch(() => undefined);
    expect(told().slice(0, 2)).toEqual([
      `approveQuarantined quarantined file ${file.id}: done`,
      `rejectQuarantined quarantined file ${other!.id}: done`,
    ]);
    expect(log.entries[2]?.target).toHaveLength(200);
    expect((await held()).map(({ state }) => state)).toEqual(['rejected', 'approved']);
  });

  it('the work of a job is not', async () => {
    harness.deliveries['key:k'] = 'hang';
    const { view } = await recorded.start(request(), 'item-1', actor);
    expect(view.record.holder).toBe('item-1');
    expect((await recorded.cancel('1', 'another', actor)).record.state).not.toBe('canceled');
    expect((await recorded.cancel('1', 'item-1', actor)).record.state).toBe('canceled');
    await recorded.release('1', 'another', actor);
    expect((await engine.get('1')).record.released).toBe(false);
    await recorded.release('1', 'item-1', actor);
    expect([(await engine.get('1')).record.released, told()]).toEqual([true, []]);
  });
});
