import { resolverResolveV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

/** The recording that a user chose for a song. */
export type Choice = Readonly<resolverResolveV1.ManualMatch>;

const callMs = 30_000;
const pageSize = 1000;

/** What users decided about recordings, kept by one resolver. */
export class ChoicesClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(resolverResolveV1.ResolveServiceService, { address, service: 'resolver' });
  }

  /** All of them, by platform and id. */
  async list(signal: AbortSignal): Promise<Choice[]> {
    const choices: Choice[] = [];
    let pageToken = '';
    do {
      const page = await this.rpc.listManualMatches({ pageSize, pageToken }, { deadlineMs: callMs, signal });
      choices.push(...page.matches);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return choices;
  }

  /** Replaces an earlier choice for the song. */
  async set(choice: resolverResolveV1.SetManualMatchRequest, signal: AbortSignal): Promise<Choice> {
    const { match } = await this.rpc.setManualMatch(choice, { deadlineMs: callMs, signal });
    if (match === undefined) throw new Fault('internal', 'the resolver answered without the choice');
    return match;
  }

  /** @throws Fault `not_found` */
  async remove(platform: string, remoteId: string, signal: AbortSignal): Promise<void> {
    await this.rpc.removeManualMatch({ platform, remoteId }, { deadlineMs: callMs, signal });
  }

  /** Such a file is never taken again. */
  async reject(file: resolverResolveV1.RejectFileRequest, signal: AbortSignal): Promise<void> {
    await this.rpc.rejectFile(file, { deadlineMs: callMs, signal });
  }

  close(): void {
    this.rpc.close();
  }
}
