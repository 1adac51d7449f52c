import { resolverDownloadsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { clientOf, enumWords, pagesOf, required } from '@catalogsync/rpc';

const states = enumWords(resolverDownloadsV1.DownloadState, 'DOWNLOAD_STATE_');
const phases = enumWords(resolverDownloadsV1.DownloadPhase, 'DOWNLOAD_PHASE_');

export type DownloadState = NonNullable<ReturnType<typeof states.wordOf>>;

/** A download with its state and phase in words. */
export type Download = Omit<resolverDownloadsV1.Download, 'state' | 'phase'> & {
  readonly state: string;
  /** Empty unless it runs. */
  readonly phase: string;
};

export type QuarantinedFile = resolverDownloadsV1.QuarantinedFile;

/** The newest of a list, and whether there are more. */
export interface Newest<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

const callMs = 30_000;
/** Tags are written and the file is synced to disk. */
const approveMs = 130_000;
const largestPage = 500;
/** Most pages that are searched for the beginning of an id. */
const mostPages = 200;
const whole = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const beginning = /^[0-9a-f-]{4,36}$/;

/** Downloads and quarantined files of one resolver. */
export class DownloadsClient extends clientOf(resolverDownloadsV1.DownloadServiceService, 'resolver') {
  /** @param only those in these states; none means all */
  async list(only: readonly DownloadState[], limit: number, signal: AbortSignal): Promise<Newest<Download>> {
    const request = { states: only.map(states.numberOf), pageSize: limit, pageToken: '' };
    const { downloads, nextPageToken } = await this.rpc.listDownloads(request, { deadlineMs: callMs, signal });
    return { items: downloads.map(downloadOf), more: nextPageToken !== '' };
  }

  /** @param id in full, or its beginning */
  async get(id: string, signal: AbortSignal): Promise<Download> {
    const found = await this.download(id, signal);
    return downloadOf((await this.rpc.getDownload({ id: found }, { deadlineMs: callMs, signal })).download);
  }

  /** @param id in full, or its beginning */
  async cancel(id: string, signal: AbortSignal): Promise<Download> {
    const found = await this.download(id, signal);
    return downloadOf((await this.rpc.cancelDownload({ id: found, holder: '' }, { deadlineMs: callMs, signal })).download);
  }

  /** @param decided those that were approved, rejected or removed too */
  async quarantine(decided: boolean, limit: number, signal: AbortSignal): Promise<Newest<QuarantinedFile>> {
    const request = { includeDecided: decided, pageSize: limit, pageToken: '' };
    const { files, nextPageToken } = await this.rpc.listQuarantine(request, { deadlineMs: callMs, signal });
    return { items: files, more: nextPageToken !== '' };
  }

  /** @param id in full, or its beginning @returns the download that now has the file */
  async approve(id: string, signal: AbortSignal): Promise<Download> {
    const found = await this.file(id, signal);
    return downloadOf((await this.rpc.approveQuarantined({ id: found }, { deadlineMs: approveMs, signal })).download);
  }

  /** @param id in full, or its beginning @returns the full id */
  async reject(id: string, signal: AbortSignal): Promise<string> {
    const found = await this.file(id, signal);
    await this.rpc.rejectQuarantined({ id: found }, { deadlineMs: callMs, signal });
    return found;
  }

  private download(id: string, signal: AbortSignal): Promise<string> {
    return wholeId(id, 'download', async (pageToken) => {
      const request = { states: [], pageSize: largestPage, pageToken };
      const { downloads: records, nextPageToken } = await this.rpc.listDownloads(request, { deadlineMs: callMs, signal });
      return { records, nextPageToken };
    });
  }

  private file(id: string, signal: AbortSignal): Promise<string> {
    return wholeId(id, 'quarantined file', async (pageToken) => {
      const request = { includeDecided: true, pageSize: largestPage, pageToken };
      const { files: records, nextPageToken } = await this.rpc.listQuarantine(request, { deadlineMs: callMs, signal });
      return { records, nextPageToken };
    });
  }
}

/** The one id with this beginning. @throws Fault `invalid_argument`, `not_found` */
async function wholeId(
  given: string,
  noun: string,
  read: (pageToken: string) => Promise<{ readonly records: readonly { readonly id: string }[]; readonly nextPageToken: string }>,
): Promise<string> {
  const id = given.trim().toLowerCase();
  if (whole.test(id)) return id;
  if (!beginning.test(id)) {
    throw new Fault('invalid_argument', `"${given}" is not the id of a ${noun}`, {
      hint: 'Give at least its first four characters, as listed.',
    });
  }
  const found: string[] = [];
  let pages = 0;
  for await (const { records } of pagesOf(read)) {
    found.push(...records.map((one) => one.id).filter((one) => one.startsWith(id)));
    pages += 1;
    if (found.length > 1 || pages === mostPages) break;
  }
  const [first, second] = found;
  if (first === undefined) throw new Fault('not_found', `there is no ${noun} whose id begins with ${id}`);
  if (second !== undefined) throw new Fault('invalid_argument', `several ids begin with ${id}`, { hint: 'Give more of it.' });
  return first;
}

function downloadOf(answered: resolverDownloadsV1.Download | undefined): Download {
  const { state, phase, ...download } = required(answered, 'download');
  return { ...download, state: states.wordOf(state) ?? '', phase: phases.wordOf(phase) ?? '' };
}
