import { resolverLibraryV1, resolverUpkeepV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import type { EqualFiles, FileFault, FolderWatch, LibraryDesk, PeerPage, PeerPlace } from '../../core/console/library-desk.js';

/** The index answers at once; a busy scan may keep it waiting. */
const callMs = 20_000;

/** What the resolver knows about the library folders, for people. */
export class LibraryUpkeep
  extends clientOf({ ...resolverUpkeepV1.UpkeepServiceService, getWatch: resolverLibraryV1.LibraryServiceService.getWatch }, 'resolver')
  implements LibraryDesk
{
  async folders(signal: AbortSignal): Promise<readonly FolderWatch[]> {
    return (await this.rpc.getWatch({}, { deadlineMs: callMs, signal })).watched.map(toFolderWatch);
  }

  async faultCount(signal: AbortSignal): Promise<number> {
    return (await this.rpc.listFaults({ includeSetAside: false, pageSize: 1, pageToken: '' }, { deadlineMs: callMs, signal })).total;
  }

  async faults(
    { after = '', limit, withSetAside }: PeerPlace & { withSetAside: boolean },
    signal: AbortSignal,
  ): Promise<PeerPage<FileFault>> {
    const request = { includeSetAside: withSetAside, pageSize: limit, pageToken: after };
    const { faults, nextPageToken } = await this.rpc.listFaults(request, { deadlineMs: callMs, signal });
    return { items: faults.map(toFault), next: nextPageToken || undefined };
  }

  async duplicates({ after = '', limit }: PeerPlace, signal: AbortSignal): Promise<PeerPage<EqualFiles>> {
    const { duplicates, nextPageToken } = await this.rpc.listDuplicates(
      { pageSize: limit, pageToken: after },
      { deadlineMs: callMs, signal },
    );
    return { items: duplicates, next: nextPageToken || undefined };
  }

  async setAside(paths: readonly string[], undo: boolean, by: string, signal: AbortSignal): Promise<void> {
    await this.rpc.setFaultsAside({ paths: [...paths], undo, onBehalfOf: by }, { deadlineMs: callMs, signal });
  }
}

function toFolderWatch({ mode, ...watch }: resolverLibraryV1.WatchedFolder): FolderWatch {
  const { WATCH_MODE_EVENTS, WATCH_MODE_POLLING } = resolverLibraryV1.WatchMode;
  return { ...watch, mode: mode === WATCH_MODE_EVENTS ? 'events' : mode === WATCH_MODE_POLLING ? 'polling' : 'off' };
}

const toFault = ({ setAsideAt, setAsideBy, ...fault }: resolverUpkeepV1.LibraryFault): FileFault => ({
  ...fault,
  setAsideAt: setAsideAt || undefined,
  setAsideBy: setAsideBy || undefined,
});
