import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { SongDownloads } from '../src/adapters/resolver/song-downloads.js';
import { songDownloaderContract } from '../src/core/download/song-downloader.contract.js';
import { startFakeDownloadService } from './fake-download-service.js';
import { FakeDownloader } from './fake-downloader.js';

// Real here: gRPC over a Unix socket, the client. The service behind it downloads from memory.

const known = { name: 'n', platform: 'qq', singers: '周杰伦 / 费玉清', album: undefined, durationMs: undefined, isrc: undefined };
const songOf = (id: number, remoteId: string) => ({ id, remoteId, ...known });

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'song-downloads-'));
  const memory = new FakeDownloader(folder);
  memory.missing.add('missing');
  memory.endless.add('endless');
  const address = `unix:${join(folder, 'resolver.sock')}`;
  const server = await startFakeDownloadService(address, memory);
  const warnings: string[] = [];
  const downloader = new SongDownloads(address, (_error, message) => warnings.push(message));
  return {
    memory,
    warnings,
    downloader,
    song: songOf(1, 'there'),
    missing: songOf(2, 'missing'),
    endless: songOf(3, 'endless'),
    hashOf: async (path: string) => (existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined),
    stopServer: () => server.stop(),
    close: async () => {
      downloader.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

songDownloaderContract('the resolver over gRPC', open);

describe('when the resolver downloads', () => {
  const context = (attempt: string) => ({
    sources: { names: [], areDefault: false },
    attempt,
    signal: new AbortController().signal,
    report: () => undefined,
  });

  it('receives everything the catalogue knows for the tags of the file', async () => {
    const opened = await open();
    try {
      const tags = { albumArtist: '周杰伦', trackNumber: 3, discNumber: 1, year: 2004, genre: 'Pop', coverUrl: 'http://covers.example/1' };
      const song = { ...opened.song, album: 'Common Jasmine', durationMs: 299_000, isrc: 'TWK970400001', tags };
      await opened.downloader.download(song, context('item-1-1'));
      const { album, durationMs, isrc } = song;
      expect(opened.memory.lastSong).toMatchObject({ album, durationMs, isrc, tags });
    } finally {
      await opened.close();
    }
  });

  it('throws the fault that it failed with, by code', async () => {
    const opened = await open();
    try {
      opened.memory.faults.set('there', new Fault('disk_full', 'no space left on the device', { hint: 'Free some.' }));
      const fault = { code: 'disk_full', message: 'no space left on the device', hint: 'Free some.' };
      await expect(opened.downloader.download(opened.song, context('item-1-1'))).rejects.toMatchObject(fault);
    } finally {
      await opened.close();
    }
  });

  it('stops it there too when the attempt is canceled', async () => {
    const opened = await open();
    try {
      const running = new AbortController();
      const download = opened.downloader.download(opened.endless, { ...context('item-1-1'), signal: running.signal });
      await until(() => opened.memory.running === 1);
      running.abort();
      await expect(download).rejects.toMatchObject({ code: 'canceled' });
      expect(opened.memory.running).toBe(0);
    } finally {
      await opened.close();
    }
  });

  it('gives a staged file up once', async () => {
    const opened = await open();
    try {
      await opened.downloader.download(opened.song, context('item-1-1'));
      for (const _time of ['first', 'second']) await opened.downloader.release('item-1-1');
      expect(opened.warnings).toEqual([]);
    } finally {
      await opened.close();
    }
  });

  it('is `unavailable` without a resolver, and a release never fails', async () => {
    const opened = await open();
    try {
      await opened.downloader.download(opened.song, context('item-1-1'));
      await opened.stopServer();
      await opened.downloader.release('item-1-1');
      expect(opened.warnings).toEqual(['a staged file was not released']);
      await expect(opened.downloader.download(opened.song, context('item-1-2'))).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      await opened.close();
    }
  });
});
