import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault } from '@catalogsync/faults';
import type { JobRequest } from '@catalogsync/job-engine';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobStarter, type JobStarterParts } from './job-starter.js';

const signal = new AbortController().signal;
const person = commandLine('grpc');
let made: JobRequest[];
let starter: JobStarter;
let parts: JobStarterParts;
beforeEach(() => {
  made = [];
  const createJob = async (request: JobRequest) => made.push(request);
  const audit = new Audit({ log: new MemoryAuditLog(), now: () => 0, onFault: () => undefined });
  parts = {
    createJob,
    sources: { sources: async () => Promise.reject(new Fault('unavailable', 'no resolver')) },
    audit,
    config: { a: 1 },
    whyLeftOut: { upload: 'no bucket', scan: 'no server' },
  };
  starter = new JobStarter(parts);
});

const playlist = { playlists: [{ platform: 'qq', remoteId: '1', url: undefined }], file: undefined };
const lyrics = { overwrite: true, dryRun: false, platform: undefined, includeLibrary: false, after: 7 };

describe('when a job is ordered', () => {
  it('has the stages of its template in order', async () => {
    await starter.start({ template: 'sync+download' }, person, signal);
    expect(made).toEqual([
      {
        template: 'sync+download',
        stages: ['sync', 'download'],
        config: { a: 1 },
        choices: { sources: [], downloadSources: [] },
        scope: {},
        whyLeftOut: {},
      },
    ]);
  });

  it('nothing is collected for named playlists (behaviour 139)', async () => {
    await starter.start({ template: 'full', scope: playlist }, person, signal);
    expect(made[0]?.stages).toEqual(['sync', 'download', 'upload', 'covers', 'publish', 'scan']);
    expect(made[0]?.whyLeftOut).toEqual({ collect: 'only the named playlists are handled', upload: 'no bucket', scan: 'no server' });
    await expect(starter.start({ template: 'publish', scope: playlist }, person, signal)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('only named songs are downloaded, by a job that downloads', async () => {
    await starter.start({ template: 'full', songs: [7, 9] }, person, signal);
    expect(made[0]).toMatchObject({ stages: ['download', 'upload', 'covers', 'publish', 'scan'], scope: { songs: [7, 9] } });
    expect(made[0]?.whyLeftOut).toMatchObject({
      collect: 'only the named songs are downloaded',
      sync: 'only the named songs are downloaded',
    });
    await expect(starter.start({ template: 'publish', songs: [7] }, person, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('lyrics options are kept, but only by a job that looks for lyrics', async () => {
    await starter.start({ template: 'lyrics', lyrics }, person, signal);
    expect(made[0]?.scope).toEqual({ lyrics: { overwrite: true, dry_run: false, platform: undefined, include_library: false, after: 7 } });
    await expect(starter.start({ template: 'full', lyrics }, person, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('platforms of playlists and lyrics are kept under their proper names', async () => {
    const sources = async () => [{ name: 'deezer', configured: true, lists: true, hasLocalFiles: false, aliases: ['deezer_dl'] }];
    starter = new JobStarter({ ...parts, sources: { sources } });
    const references = ['deezer_dl', 'DeezerClient', 'migu'].map((platform) => ({ platform, remoteId: '1', url: undefined }));
    await starter.start({ template: 'sync', scope: { playlists: references, file: undefined } }, person, signal);
    await starter.start({ template: 'lyrics', lyrics: { ...lyrics, platform: 'deezer_dl' } }, person, signal);
    expect(made[0]?.scope).toMatchObject({ playlists: [{ platform: 'deezer' }, { platform: 'migu' }] });
    expect(made[1]?.scope).toMatchObject({ lyrics: { platform: 'deezer' } });
  });

  it('a source name that cannot be stored in a list is refused', async () => {
    for (const name of ['', 'a,b']) {
      await expect(starter.start({ template: 'full', sources: [name] }, person, signal)).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    }
  });
});
