import { resolverDownloadsV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import {
  type Quarantine,
  type QuarantinedFile,
  type QuarantinePage,
  type QuarantineWish,
  quarantineStates,
} from '../../core/download/quarantine.js';

const readMs = 10_000;
/** An approved file is tagged before the answer: its lyrics and cover are looked for. */
const approveMs = 130_000;

/** The resolver's quarantine. */
export class QuarantinedFiles extends clientOf(resolverDownloadsV1.DownloadServiceService, 'resolver') implements Quarantine {
  async list({ includeDecided, limit, after = '' }: QuarantineWish, signal: AbortSignal): Promise<QuarantinePage> {
    const request = { includeDecided, pageSize: limit, pageToken: after };
    const { files, nextPageToken } = await this.rpc.listQuarantine(request, { deadlineMs: readMs, signal });
    return { files: files.map(toFile), next: nextPageToken || undefined };
  }

  async approve(id: string, signal: AbortSignal): Promise<void> {
    await this.rpc.approveQuarantined({ id }, { deadlineMs: approveMs, signal });
  }

  async reject(id: string, signal: AbortSignal): Promise<void> {
    await this.rpc.rejectQuarantined({ id }, { deadlineMs: readMs, signal });
  }
}

function toFile({ target, fileSizeBytes, createdAt, ...file }: resolverDownloadsV1.QuarantinedFile): QuarantinedFile {
  const { platform = '', remoteId = '', title = '', artists = [] } = target ?? {};
  return {
    id: file.id,
    song: remoteId === '' ? undefined : { platform, remoteId },
    title,
    artists,
    source: file.source,
    remoteId: file.remoteId,
    reason: file.reason,
    detail: file.detail,
    ext: file.ext,
    sizeBytes: fileSizeBytes,
    durationMs: file.durationMs || undefined,
    state: quarantineStates.find((state) => state === file.state) ?? 'held',
    createdAt: Date.parse(createdAt),
  };
}
