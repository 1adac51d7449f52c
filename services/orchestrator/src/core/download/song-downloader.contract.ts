import type { ItemProgress } from '@catalogsync/job-engine';
import { describe, expect, it } from '@jest/globals';
import type { SongToDownload } from '../catalogue/song-details.js';
import type { DownloadContext, SongDownloader } from './song-downloader.js';

/** What a suite provides for one downloader. */
export interface OpenDownloader {
  readonly downloader: SongDownloader;
  /** An available song, one that no source has, and one whose download never ends by itself. */
  readonly song: SongToDownload;
  readonly missing: SongToDownload;
  readonly endless: SongToDownload;
  /** SHA-256 in hex of the bytes at a path; undefined if there is no file. */
  hashOf(path: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** The contract of every song downloader. */
export function songDownloaderContract(name: string, open: () => Promise<OpenDownloader>): void {
  describe(`${name}: when a song is downloaded`, () => {
    const contextOf = (attempt: string, signal = new AbortController().signal, seen: ItemProgress[] = []): DownloadContext => ({
      sources: { names: [], areDefault: false },
      attempt,
      signal,
      report: (progress) => void seen.push(progress),
    });
    const using = async (test: (opened: OpenDownloader) => Promise<void>): Promise<void> => {
      const opened = await open();
      try {
        await test(opened);
      } finally {
        await opened.close();
      }
    };

    it('stages a complete file that matches its description, and reports progress', () =>
      using(async ({ downloader, song, hashOf }) => {
        const seen: ItemProgress[] = [];
        const outcome = await downloader.download(song, contextOf('item-1-1', undefined, seen));
        if (outcome.kind !== 'staged') throw new Error(`nothing: ${outcome.reason}`);
        const { path, sha256, ext, fileSizeBytes, source } = outcome.file;
        expect(await hashOf(path)).toBe(sha256);
        expect({ ext: /^[a-z0-9]+$/.test(ext), source: source !== '', size: fileSizeBytes > 0 }).toEqual({
          ext: true,
          source: true,
          size: true,
        });
        expect(seen.length).toBeGreaterThan(0);
        for (const { done, total, unit } of seen) expect(unit !== '' && (total === 0 || done <= total)).toBe(true);
      }));

    it('returns instead of throwing when no source has it (behaviour 57)', () =>
      using(async ({ downloader, missing }) => {
        expect((await downloader.download(missing, contextOf('item-2-1'))).kind).toBe('nothing');
      }));

    it('ends with `canceled` when the signal aborts, before the start or midway', () =>
      using(async ({ downloader, endless }) => {
        const running = new AbortController();
        const download = downloader.download(endless, contextOf('item-3-1', running.signal));
        setTimeout(() => running.abort(), 50);
        await expect(download).rejects.toMatchObject({ code: 'canceled' });
        const late = downloader.download(endless, contextOf('item-3-2', AbortSignal.abort()));
        await expect(late).rejects.toMatchObject({ code: 'canceled' });
      }));

    it('releases what it staged, even twice or for unknown attempts', () =>
      using(async ({ downloader, song, hashOf }) => {
        const outcome = await downloader.download(song, contextOf('item-4-1'));
        await downloader.release('item-4-1');
        await downloader.release('item-4-1');
        await downloader.release('item-9-9');
        if (outcome.kind === 'staged') expect(await hashOf(outcome.file.path)).toBeUndefined();
      }));

    it('keeps the file of an attempt when another attempt at the song releases its own', () =>
      using(async ({ downloader, song, hashOf }) => {
        const both = await Promise.all(['item-5-1', 'item-5-2'].map((attempt) => downloader.download(song, contextOf(attempt))));
        const [first, second] = both.map((outcome) => (outcome.kind === 'staged' ? outcome.file : undefined));
        await downloader.release('item-5-1');
        expect(first?.sha256).toBe(second?.sha256);
        expect(await hashOf(second?.path ?? '')).toBe(second?.sha256);
      }));
  });
}
