import { compareCandidates, type QualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { fileSizeOf, isCandidate, judge, type Candidate as MatchedHit } from '../resolve/candidate.js';
import type { ManualMatches } from '../resolve/manual-matches.js';
import { wanted } from '../resolve/song.js';
import type { SearchHit } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import { albumCandidates, givesAlbums } from './album-tracks.js';
import { distinctHits } from './distinct-hits.js';
import type { DownloadRequest, DownloadTarget } from './model.js';
import type { Candidate, CandidateChooser } from './ports.js';
import type { RejectedFiles } from './rejected-files.js';

/** Hits asked for per search. */
const searchLimit = 30;
/** By which a file may differ from the song; for the same id or ISRC, and for all others. */
const sureToleranceMs = 10_000;
const usualToleranceMs = 5000;

export interface ChooserParts {
  /** By name; the empty name is the default. */
  readonly profiles: ReadonlyMap<string, QualityProfile>;
  readonly rejected: RejectedFiles;
  readonly manual: ManualMatches;
}

/**
 * Chooses by the rules of matching and quality. The song's own source, and one that a person named, are asked
 * by id first, those of albums for the album that the song names.
 */
export class MatchingChooser implements CandidateChooser {
  constructor(private readonly parts: ChooserParts) {}

  async candidates(source: Source, request: DownloadRequest, signal: AbortSignal): Promise<readonly Candidate[]> {
    const { target } = request;
    const profile = this.profile(request.qualityProfile);
    if (givesAlbums(source)) return albumCandidates(source, target, profile, usualToleranceMs, signal);
    const manualId = this.manualId(source, target);
    const ownId = source.name === target.platform ? target.remoteId : '';
    const known = await refreshed(source, manualId || ownId, signal);
    if (known !== undefined && manualId !== '') return [bySomebodysChoice(known, profile)];
    const own = known === undefined ? [] : this.accepted(source, target, [known], profile);
    if (own.length > 0) return own;
    const song = wanted(target);
    const hits = (await source.searcher?.searchTracks({ keyword: song.keyword, target, limit: searchLimit }, signal)) ?? [];
    const chosen = hits.find(({ track }) => manualId !== '' && track.remoteId === manualId);
    return chosen === undefined ? this.accepted(source, target, distinctHits(hits), profile) : [bySomebodysChoice(chosen, profile)];
  }

  private accepted(source: Source, target: DownloadTarget, hits: readonly SearchHit[], profile: QualityProfile): Candidate[] {
    const song = wanted(target);
    const judging = { profile, isRejected: (name: string, id: string) => this.parts.rejected.isRejectedTrack(name, id) };
    const matched = hits.map((hit) => judge(song, source.name, hit, judging)).filter(isCandidate);
    const choosable = (one: MatchedHit) => ({ ...one, fileSizeBytes: fileSizeOf(one), sourcePosition: 0 });
    matched.sort((a, b) => compareCandidates(choosable(a), choosable(b), profile));
    return matched.map(({ hit, match }) => ({
      hit,
      expectation: {
        durationMs: target.durationMs > 0 ? target.durationMs : hit.track.durationMs,
        toleranceMs: match.priority === 0 ? sureToleranceMs : usualToleranceMs,
        profile,
      },
    }));
  }

  private manualId(source: Source, target: DownloadTarget): string {
    const match = this.parts.manual.find(target);
    return match?.source === source.name ? match.sourceRemoteId : '';
  }

  private profile(name: string): QualityProfile {
    const profile = this.parts.profiles.get(name);
    if (profile !== undefined) return profile;
    const names = [...this.parts.profiles.keys()].filter((known) => known !== '');
    throw new Fault('not_found', `there is no quality profile "${name}"`, { hint: `There are: ${names.join(', ')}.` });
  }
}

async function refreshed(source: Source, remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
  if (remoteId === '' || source.refresher === undefined) return undefined;
  const hit = await source.refresher.refreshTrack(remoteId, signal);
  return hit === undefined || hit.fetchKey === '' ? undefined : hit;
}

/** A person's own choice is never overridden by tolerances. */
function bySomebodysChoice(hit: SearchHit, profile: QualityProfile): Candidate {
  return { hit, expectation: { durationMs: 0, toleranceMs: Number.POSITIVE_INFINITY, profile } };
}
