import { orchestratorMirrorsV1 } from '@catalogsync/contracts';
import { clientOf, pagesOf, required } from '@catalogsync/rpc';
import { entryNameOf } from './entry-name.js';

export type Mirror = Readonly<orchestratorMirrorsV1.Mirror>;
export type MirrorResult = Readonly<orchestratorMirrorsV1.MirrorNowResult>;
export type MirrorProgress = Readonly<orchestratorMirrorsV1.MirrorNowProgress>;

export interface MirrorWish {
  readonly words: readonly string[];
  readonly mirror: boolean;
  /** Empty for that of the settings. */
  readonly mode: string;
}

export interface MirrorNowWish {
  readonly mode: string;
  readonly dryRun: boolean;
  readonly force: boolean;
}

const callMs = 30_000;
/** Each song of a long playlist is looked for on the media server. */
const mirrorMs = 2 * 3_600_000;
const largestPage = 200;

/** The playlists on the media server of one orchestrator. */
export class MirrorsClient extends clientOf(orchestratorMirrorsV1.MirrorServiceService, 'orchestrator') {
  /** All, by the ids of their playlists. */
  async list(signal: AbortSignal): Promise<readonly Mirror[]> {
    const found: Mirror[] = [];
    const read = (pageToken: string) => this.rpc.listMirrors({ pageSize: largestPage, pageToken }, { deadlineMs: callMs, signal });
    for await (const { mirrors } of pagesOf(read)) found.push(...mirrors);
    return found;
  }

  /** Decides about these playlists. Throws Faults as the service does. */
  async choose({ words, mirror, mode }: MirrorWish, signal: AbortSignal): Promise<readonly Mirror[]> {
    const request = { playlists: words.map(entryNameOf), mirror, mode };
    return (await this.rpc.chooseMirrors(request, { deadlineMs: callMs, signal })).mirrors;
  }

  /** @param name as in `PlaylistsClient.get`. Throws Faults as the service does */
  async mirrorNow(
    name: string,
    wish: MirrorNowWish,
    onProgress: (progress: MirrorProgress) => void,
    signal: AbortSignal,
  ): Promise<MirrorResult> {
    let result: MirrorResult | undefined;
    for await (const step of this.rpc.mirrorNow({ playlist: entryNameOf(name), ...wish }, { deadlineMs: mirrorMs, signal })) {
      if (step.progress !== undefined) onProgress(step.progress);
      result = step.result ?? result;
    }
    return required(result, 'result');
  }
}
