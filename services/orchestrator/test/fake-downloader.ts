import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import type { SongToDownload } from '../src/core/catalogue/song-details.js';
import type { DownloadContext, DownloadOutcome, SongDownloader } from '../src/core/download/song-downloader.js';

/** Has every song, except as set by its remote id. Stages real files in a folder. */
export class FakeDownloader implements SongDownloader {
  readonly missing = new Set<string>();
  /** These go on until they leave the set. */
  readonly endless = new Set<string>();
  readonly faults = new Map<string, Fault>();
  readonly withLyrics = new Set<string>();
  /** Songs staged with a hash of other bytes. */
  readonly garbled = new Set<string>();
  readonly asked: string[] = [];
  /** The song requested last. */
  lastSong: SongToDownload | undefined;
  sizeBytes = 4_000;
  /** How many downloads run now, and the most that ever ran at once. */
  running = 0;
  most = 0;

  constructor(private readonly staging: string) {}

  async download(song: SongToDownload, { attempt, signal, report }: DownloadContext): Promise<DownloadOutcome> {
    if (signal.aborted) throw new Fault('canceled', 'the download was canceled');
    this.asked.push(song.remoteId);
    this.lastSong = song;
    const fault = this.faults.get(song.remoteId);
    if (fault !== undefined) throw fault;
    if (this.missing.has(song.remoteId)) return { kind: 'nothing', reason: 'qq and kuwo have nothing' };
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    try {
      report({ done: 0, total: this.sizeBytes, unit: 'bytes', current: song.platform, bytesPerSecond: 1_000_000 });
      while (this.endless.has(song.remoteId)) await aWhile(signal);
      await sleep(5);
      return { kind: 'staged', file: await this.stage(song, attempt) };
    } finally {
      this.running -= 1;
    }
  }

  async release(attempt: string): Promise<void> {
    await rm(join(this.staging, attempt), { recursive: true, force: true });
  }

  private async stage(song: SongToDownload, attempt: string) {
    const folder = join(this.staging, attempt);
    await mkdir(folder, { recursive: true });
    const bytes = contentOf(song.remoteId, this.sizeBytes);
    const path = join(folder, 'file.flac');
    await writeFile(path, bytes);
    const lyricsPath = this.withLyrics.has(song.remoteId) ? join(folder, 'file.lrc') : undefined;
    if (lyricsPath !== undefined) await writeFile(lyricsPath, '[00:01.00]雨下整夜');
    const sha256 = createHash('sha256')
      .update(this.garbled.has(song.remoteId) ? 'other bytes' : bytes)
      .digest('hex');
    const measured = { bitrate: 900_000, sampleRate: 44_100, bitDepth: 16, durationMs: song.durationMs };
    return {
      path,
      lyricsPath,
      source: song.platform,
      sha256,
      ext: 'flac',
      fileSizeBytes: bytes.length,
      qualityLabel: 'lossless',
      ...measured,
    };
  }
}

/** The content of a song's file, different for every song. */
export function contentOf(remoteId: string, size: number): Buffer {
  return Buffer.alloc(size, `${remoteId};`);
}

async function aWhile(signal: AbortSignal): Promise<void> {
  await sleep(10);
  if (signal.aborted) throw new Fault('canceled', 'the download was canceled');
}
