import { resolverResolveV1 } from '@catalogsync/contracts';
import { clientOf, pagesOf, required } from '@catalogsync/rpc';

/** The recording that a user chose for a song. */
export type Choice = Readonly<resolverResolveV1.ManualMatch>;

const callMs = 30_000;
const pageSize = 1000;

/** What users decided about recordings, kept by one resolver. */
export class ChoicesClient extends clientOf(resolverResolveV1.ResolveServiceService, 'resolver') {
  /** All of them, by platform and id. */
  async list(signal: AbortSignal): Promise<Choice[]> {
    const choices: Choice[] = [];
    const read = (pageToken: string) => this.rpc.listManualMatches({ pageSize, pageToken }, { deadlineMs: callMs, signal });
    for await (const { matches } of pagesOf(read)) choices.push(...matches);
    return choices;
  }

  /** Replaces an earlier choice for the song. */
  async set(choice: resolverResolveV1.SetManualMatchRequest, signal: AbortSignal): Promise<Choice> {
    return required((await this.rpc.setManualMatch(choice, { deadlineMs: callMs, signal })).match, 'choice');
  }

  /** @throws Fault `not_found` */
  async remove(platform: string, remoteId: string, signal: AbortSignal): Promise<void> {
    await this.rpc.removeManualMatch({ platform, remoteId }, { deadlineMs: callMs, signal });
  }

  /** Such a file is never taken again. */
  async reject(file: resolverResolveV1.RejectFileRequest, signal: AbortSignal): Promise<void> {
    await this.rpc.rejectFile(file, { deadlineMs: callMs, signal });
  }
}
