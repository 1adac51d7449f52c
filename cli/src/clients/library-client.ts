import { resolverLibraryV1 } from '@catalogsync/contracts';
import { createRpcClient, enumWords, type RpcAccess } from '@catalogsync/rpc';

const modes = enumWords(resolverLibraryV1.WatchMode, 'WATCH_MODE_');

export interface WatchedFolder {
  readonly path: string;
  readonly mode: 'off' | 'events' | 'polling';
  /** Empty if the system tells of changes. */
  readonly reason: string;
  readonly folders: number;
}

/** How the resolver at an address watches the library folders. */
export async function libraryWatch(address: string, access: RpcAccess, deadlineMs: number): Promise<readonly WatchedFolder[]> {
  const client = createRpcClient(resolverLibraryV1.LibraryServiceService, { address, access, service: 'resolver' });
  try {
    const { watched } = await client.getWatch({}, { deadlineMs });
    return watched.map(({ mode, ...folder }) => ({ ...folder, mode: (modes.wordOf(mode) ?? 'off') as WatchedFolder['mode'] }));
  } finally {
    client.close();
  }
}
