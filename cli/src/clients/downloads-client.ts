import { resolverDownloadsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';
import type { DownloadState } from './download-states.js';

type Wire = typeof resolverDownloadsV1;
type Target = resolverDownloadsV1.DownloadTarget;

/** A download with its state and phase in words. */
export type Download = Omit<resolverDownloadsV1.Download, 'state' | 'phase' | 'target'> & {
  readonly state: string;
  /** Empty unless it runs. */
  readonly phase: string;
  readonly target: Target | undefined;
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
export class DownloadsClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(resolverDownloadsV1.DownloadServiceService, { address, service: 'resolver' });
  }

  /** @param states only these; none means all */
  async list(states: readonly DownloadState[], limit: number, signal: AbortSignal): Promise<Newest<Download>> {
    const request = { states: states.map(wireState), pageSize: limit, pageToken: '' };
    const { downloads, nextPageToken } = await this.rpc.listDownloads(request, { deadlineMs: callMs, signal });
    return { items: downloads.map(downloadOf), more: nextPageToken !== '' };
  }

  /** @param id in full, or its beginning */
  async get(id: string, signal: AbortSignal): Promise<Download> {
    const found = await this.download(id, signal);
    return required((await this.rpc.getDownload({ id: found }, { deadlineMs: callMs, signal })).download);
  }

  /** @param id in full, or its beginning */
  async cancel(id: string, signal: AbortSignal): Promise<Download> {
    const found = await this.download(id, signal);
    return required((await this.rpc.cancelDownload({ id: found, holder: '' }, { deadlineMs: callMs, signal })).download);
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
    return required((await this.rpc.approveQuarantined({ id: found }, { deadlineMs: approveMs, signal })).download);
  }

  /** @param id in full, or its beginning @returns the full id */
  async reject(id: string, signal: AbortSignal): Promise<string> {
    const found = await this.file(id, signal);
    await this.rpc.rejectQuarantined({ id: found }, { deadlineMs: callMs, signal });
    return found;
  }

  close(): void {
    this.rpc.close();
  }

  private download(id: string, signal: AbortSignal): Promise<string> {
    return wholeId(id, 'download', async (pageToken) => {
      const request = { states: [], pageSize: largestPage, pageToken };
      const { downloads, nextPageToken } = await this.rpc.listDownloads(request, { deadlineMs: callMs, signal });
      return { ids: downloads.map((one) => one.id), nextPageToken };
    });
  }

  private file(id: string, signal: AbortSignal): Promise<string> {
    return wholeId(id, 'quarantined file', async (pageToken) => {
      const request = { includeDecided: true, pageSize: largestPage, pageToken };
      const { files, nextPageToken } = await this.rpc.listQuarantine(request, { deadlineMs: callMs, signal });
      return { ids: files.map((one) => one.id), nextPageToken };
    });
  }
}

/** The one id with this beginning. @throws Fault `invalid_argument`, `not_found` */
async function wholeId(
  given: string,
  noun: string,
  page: (token: string) => Promise<{ readonly ids: readonly string[]; readonly nextPageToken: string }>,
): Promise<string> {
  const id = given.trim().toLowerCase();
  if (whole.test(id)) return id;
  if (!beginning.test(id)) {
    throw new Fault('invalid_argument', `"${given}" is not the id of a ${noun}`, {
      hint: 'Give at least its first four characters, as listed.',
    });
  }
  const found: string[] = [];
  let token = '';
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { ids, nextPageToken } = await page(token);
    found.push(...ids.filter((one) => one.startsWith(id)));
    token = nextPageToken;
    if (token === '' || found.length > 1) break;
  }
  const [first, second] = found;
  if (first === undefined) throw new Fault('not_found', `there is no ${noun} whose id begins with ${id}`);
  if (second !== undefined) throw new Fault('invalid_argument', `several ids begin with ${id}`, { hint: 'Give more of it.' });
  return first;
}

function required(download: resolverDownloadsV1.Download | undefined): Download {
  if (download === undefined) throw new Fault('internal', 'the resolver left out the download');
  return downloadOf(download);
}

function downloadOf({ state, phase, ...download }: resolverDownloadsV1.Download): Download {
  const { DownloadState: states, DownloadPhase: phases } = resolverDownloadsV1;
  return {
    ...download,
    target: download.target,
    state: word(states[state], 'DOWNLOAD_STATE_'),
    phase: phase === phases.DOWNLOAD_PHASE_UNSPECIFIED ? '' : word(phases[phase], 'DOWNLOAD_PHASE_'),
  };
}

/** `DOWNLOAD_STATE_NOT_FOUND` as `not_found`. */
const word = (name: string | undefined, prefix: string): string => (name ?? '').slice(prefix.length).toLowerCase();

function wireState(state: DownloadState): resolverDownloadsV1.DownloadState {
  const name = `DOWNLOAD_STATE_${state.toUpperCase()}` as keyof Wire['DownloadState'];
  return resolverDownloadsV1.DownloadState[name];
}
