import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';

export interface Preview {
  readonly result: Schemas['MirrorResult'];
  /** In the words of the service, if more would go than it allows without being told to. */
  readonly refusal: string | undefined;
}

const dryRun = (id: number, force: boolean): Promise<Schemas['MirrorResult']> =>
  answerOf(api.POST('/api/playlists/{id}/mirror', { params: { path: { id } }, body: { dryRun: true, force } }));

/**
 * What mirroring would change. A change that the service refuses is asked for once more as if it were allowed, so that it can be
 * seen.
 */
async function preview(id: number): Promise<Preview> {
  try {
    return { result: await dryRun(id, false), refusal: undefined };
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'failed_precondition')) throw error;
    // Refused for another reason, it fails again.
    return { result: await dryRun(id, true), refusal: error.message };
  }
}

export const usePreview = (id: number) => useMutation({ mutationFn: () => preview(id) });
