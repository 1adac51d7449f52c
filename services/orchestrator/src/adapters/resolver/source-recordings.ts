import { resolverResolveV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';
import type { RemoteName } from '../../core/catalogue/catalogue-reader.js';
import type { SongToDownload } from '../../core/catalogue/song-details.js';
import type { RecordingChoice } from '../../core/songs/song-story.js';
import type { Offers, Refusal, SourceRecordings } from '../../core/songs/source-recordings.js';
import { songMessage, toChoice, toRecording } from './recording-messages.js';

/** One source is asked, which may wait for its turn. */
const searchMs = 130_000;
const decideMs = 20_000;
/** More than a person looks through. */
const mostOffers = 30;

/** Recordings at sources, and decisions about them, over catalogsync.resolver.v1. */
export class ResolverRecordings extends clientOf(resolverResolveV1.ResolveServiceService, 'resolver') implements SourceRecordings {
  async offers(source: string, song: SongToDownload, signal: AbortSignal): Promise<Offers> {
    const request = { source, query: '', song: songMessage(song), limit: mostOffers, link: '' };
    const { candidates, whyNoFiles } = await this.rpc.search(request, { deadlineMs: searchMs, signal });
    return { recordings: candidates.map((candidate) => toRecording(source, candidate)), whyNoFiles: whyNoFiles || undefined };
  }

  async choose(
    { platform, remoteId }: RemoteName,
    { source, remoteId: sourceRemoteId, note }: Omit<RecordingChoice, 'createdAt'>,
    signal: AbortSignal,
  ): Promise<RecordingChoice> {
    const request = { platform, remoteId, source, sourceRemoteId, note };
    const { match } = await this.rpc.setManualMatch(request, { deadlineMs: decideMs, signal });
    return toChoice(required(match, 'match'));
  }

  async unchoose({ platform, remoteId }: RemoteName, signal: AbortSignal): Promise<void> {
    await this.rpc.removeManualMatch({ platform, remoteId }, { deadlineMs: decideMs, signal });
  }

  async refuse({ source = '', remoteId = '', sha256 = '', reason }: Refusal, signal: AbortSignal): Promise<void> {
    await this.rpc.rejectFile({ source, remoteId, sha256, reason }, { deadlineMs: decideMs, signal });
  }
}
