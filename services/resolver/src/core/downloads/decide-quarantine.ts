import { Fault } from '@catalogsync/faults';
import type { RejectedFiles } from '../choices/choices.js';
import type { AcceptFile } from './accept-file.js';
import type { DownloadRecords } from './download-records.js';
import type { DownloadRecord } from './model.js';
import type { QuarantinedFile, QuarantinePage, QuarantineStore, StagingArea } from './ports.js';

/** A held file with the song it was fetched for. */
export interface HeldFile {
  readonly file: QuarantinedFile;
  readonly download: DownloadRecord | undefined;
}

/** A person's decisions about files that failed verification. */
export class DecideQuarantine {
  constructor(
    private readonly records: DownloadRecords,
    private readonly quarantine: QuarantineStore,
    private readonly rejected: RejectedFiles,
    private readonly staging: StagingArea,
    private readonly acceptance: AcceptFile,
  ) {}

  async list(page: QuarantinePage): Promise<{ readonly held: readonly HeldFile[]; readonly next: number | undefined }> {
    const { files, next } = await this.quarantine.list(page);
    const downloads = await this.records.store.get([...new Set(files.map(({ downloadId }) => downloadId))]);
    const byId = new Map(downloads.map((download) => [download.id, download]));
    return { held: files.map((file) => ({ file, download: byId.get(file.downloadId) })), next };
  }

  /**
   * Accepts the file: it is tagged and becomes its download's file.
   * @throws Fault `not_found`; `failed_precondition` if it was decided, has no measurable audio, or its download runs
   *   or has a file
   */
  async approve(id: string, signal: AbortSignal): Promise<DownloadRecord> {
    const file = await this.held(id);
    const [download] = await this.records.store.get([file.downloadId]);
    if (download === undefined) throw new Fault('not_found', 'the download of the file is gone');
    if (download.state !== 'failed' && download.state !== 'not_found') {
      throw new Fault('failed_precondition', `its download is ${download.state}`, {
        hint: 'Only a download that ended without a file can take it.',
      });
    }
    if (file.audio === undefined) throw new Fault('failed_precondition', 'nothing could be measured in the file', { hint: 'Reject it.' });
    const path = await this.staging.restore(file.path, download.id);
    const { source, remoteId } = file;
    const done = await this.acceptance.finish({ target: download.request.target, source, remoteId }, path, file.audio, signal);
    await this.quarantine.decide(id, 'approved');
    return this.records.change(download.id, { state: 'succeeded', file: done });
  }

  /** Removes the file and refuses its hash and id from now on. @throws Fault `not_found`, `failed_precondition` */
  async reject(id: string): Promise<void> {
    const { sha256, source, remoteId, reason, path } = await this.held(id);
    await this.rejected.reject({ sha256, source, remoteId, reason });
    await this.quarantine.decide(id, 'rejected');
    await this.staging.discard(path);
  }

  private async held(id: string): Promise<QuarantinedFile & { readonly path: string }> {
    const file = await this.quarantine.get(id);
    if (file === undefined) throw new Fault('not_found', 'no such quarantined file');
    const { path } = file;
    if (path === undefined) throw new Fault('failed_precondition', `the file was already ${file.state}`);
    return { ...file, path };
  }
}
