import { mediaServerV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';

export type MediaServerStatus = Pick<mediaServerV1.GetStatusResponse, 'configured' | 'active' | 'connected'>;

/** Which media server the service at an address has chosen, and whether it answers. */
export async function mediaServerStatus(address: string, deadlineMs: number): Promise<MediaServerStatus> {
  const client = createRpcClient(mediaServerV1.MediaServerServiceService, { address, service: 'media-server' });
  try {
    return await client.getStatus({}, { deadlineMs });
  } finally {
    client.close();
  }
}
