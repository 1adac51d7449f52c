import { orchestratorPlaylistFilesV1 as wire } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import type { NamedPlaylists } from './job-client.js';

const callMs = 90_000;

/** Files of playlists, as one orchestrator reads them. */
export class PlaylistFileClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(wire.PlaylistFileServiceService, { address, service: 'orchestrator' });
  }

  /** @param name the file's name in messages */
  async read(name: string, content: Uint8Array, signal: AbortSignal): Promise<NamedPlaylists['playlists']> {
    return (await this.rpc.readPlaylistFile({ name, content }, { deadlineMs: callMs, signal })).playlists;
  }

  close(): void {
    this.rpc.close();
  }
}
