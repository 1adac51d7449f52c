import { mediaServerV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcAccess } from '@catalogsync/rpc';

export type MediaServerStatus = Pick<mediaServerV1.GetStatusResponse, 'configured' | 'active' | 'connected'>;

/** Which media server the service at an address has chosen, and whether it answers. */
export async function mediaServerStatus(address: string, access: RpcAccess, deadlineMs: number): Promise<MediaServerStatus> {
  const client = createRpcClient(mediaServerV1.MediaServerServiceService, { address, access, service: 'media-server' });
  try {
    return await client.getStatus({}, { deadlineMs });
  } finally {
    client.close();
  }
}
