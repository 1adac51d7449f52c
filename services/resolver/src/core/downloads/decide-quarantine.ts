import { Fault } from '@catalogsync/faults';
import type { AcceptFile } from './accept-file.js';
import type { DownloadFeed } from './download-feed.js';
import type { DownloadRecord } from './model.js';
import type { DownloadStore, QuarantinedFile, QuarantineStore, StagingArea } from './ports.js';
import type { RejectedFiles } from './rejected-files.js';
import type { Timing } from './timing.js';

export interface QuarantineParts {
  readonly downloads: DownloadStore;
  readonly quarantine: QuarantineStore;
  readonly rejected: RejectedFiles;
  readonly staging: StagingArea;
  readonly acceptance: AcceptFile;
  readonly feed: DownloadFeed;
  readonly timing: Timing;
}

/** A held file with the song that it was fetched for. */
export interface HeldFile {
  readonly file: QuarantinedFile;
  readonly download: DownloadRecord | undefined;
}

/** What a person decides about files that failed verification. */
export class DecideQuarantine {
  constructor(private readonly parts: QuarantineParts) {}

  list(page: Parameters<QuarantineStore['list']>[0]): { readonly held: readonly HeldFile[]; readonly next: number | undefined } {
    const { files, next } = this.parts.quarantine.list(page);
    return { held: files.map((file) => ({ file, download: this.parts.downloads.get(file.downloadId) })), next };
  }

  /**
   * The file is good enough: tagged, it becomes its download's file.
   * @throws Fault `not_found`; `failed_precondition` if it is decided, holds no sound that could be measured,
   *   or its download runs or has a file
   */
  async approve(id: string, signal: AbortSignal): Promise<DownloadRecord> {
    const { downloads, quarantine, staging, acceptance, feed, timing } = this.parts;
    const file = this.held(id);
    const download = downloads.get(file.downloadId);
    if (download === undefined) throw new Fault('not_found', 'the download of the file is gone');
    if (download.state !== 'failed' && download.state !== 'not_found') {
      throw new Fault('failed_precondition', `its download is ${download.state}`, {
        hint: 'Only a download that came to nothing can take it.',
      });
    }
    if (file.audio === undefined) throw new Fault('failed_precondition', 'nothing could be measured in the file', { hint: 'Reject it.' });
    const path = await staging.restore(file.path, download.id);
    const { source, remoteId } = file;
    const done = await acceptance.finish({ target: download.request.target, source, remoteId, coverUrl: '' }, path, file.audio, signal);
    await quarantine.decide(id, 'approved');
    const changed = await downloads.change(download.id, { state: 'succeeded', file: done }, timing.now());
    feed.ring(download.id);
    return changed;
  }

  /** The file goes, and is never taken again by its hash or its id. @throws Fault `not_found`, `failed_precondition` */
  async reject(id: string): Promise<void> {
    const { quarantine, rejected, staging } = this.parts;
    const { sha256, source, remoteId, reason, path } = this.held(id);
    await rejected.reject({ sha256, source, remoteId, reason });
    await quarantine.decide(id, 'rejected');
    await staging.discard(path);
  }

  private held(id: string): QuarantinedFile {
    const file = this.parts.quarantine.get(id);
    if (file === undefined) throw new Fault('not_found', 'there is no such quarantined file');
    if (file.state !== 'held') throw new Fault('failed_precondition', `the file was ${file.state} before`);
    return file;
  }
}
