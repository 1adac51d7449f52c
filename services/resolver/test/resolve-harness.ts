import { defaultQualityProfile } from '@catalogsync/catalog';
import { silentLogger } from '@catalogsync/runtime';
import { CandidateSearch } from '../src/core/candidates/candidate-search.js';
import { FindRecording, type FoundRecording } from '../src/core/candidates/find-recording.js';
import { progressText, type RecordingTaker } from '../src/core/candidates/recording-taker.js';
import type { OfferVerdict } from '../src/core/candidates/search-record.js';
import type { Song } from '../src/core/candidates/song.js';
import { Breakers } from '../src/core/ranking/breakers.js';
import type { AttemptOutcome } from '../src/core/ranking/evidence.js';
import { Learning } from '../src/core/ranking/learning.js';
import { configOrder } from '../src/core/ranking/policies/config-order.js';
import { laplaceWarmup } from '../src/core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../src/core/ranking/policies/ratio.js';
import type { RankingPolicyName } from '../src/core/ranking/ranking-decision.js';
import type { RankingStore } from '../src/core/ranking/ranking-store.js';
import { SourceRanking } from '../src/core/ranking/source-ranking.js';
import { type ResolveOutcome, type ResolveRequest, ResolveSong } from '../src/core/resolve/resolve-song.js';
import { announcedAudio, describedTrack } from '../src/core/sources/described.js';
import type { NamedSong, RecordingFacts } from '../src/core/sources/recording-facts.js';
import type { SearchHit, SearchTarget, TrackRefresher, TrackSearcher } from '../src/core/sources/search.js';
import type { Source } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';
import { MemoryManualMatches } from './memory/memory-manual-matches.js';
import { MemoryDecisionHistory, MemoryRankingStore } from './memory/memory-ranking-store.js';
import { MemoryRejectedFiles } from './memory/memory-rejected-files.js';

const never = new AbortController().signal;

export const song: Song = {
  platform: 'qq',
  remoteId: '003',
  title: '晴天',
  artists: ['周杰伦'],
  album: '叶惠美',
  durationMs: 269_000,
  isrc: undefined,
};

interface HitOptions {
  readonly title?: string;
  readonly artist?: string;
  readonly durationMs?: number;
  readonly ext?: string;
  readonly bytes?: number;
  readonly bitrate?: number;
  readonly fetchKey?: string;
  readonly trial?: boolean;
  readonly isrc?: string;
}

/** A hit of high confidence, unless told otherwise. */
export function hit(remoteId: string, options: HitOptions = {}): SearchHit {
  const { title = '晴天', artist = '周杰伦', durationMs = 269_500, ext = 'mp3', bytes = 10_000_000, bitrate = 320_000 } = options;
  return {
    track: describedTrack({ remoteId, name: title, artists: [{ remoteId: undefined, name: artist }], durationMs, isrc: options.isrc }),
    audio: announcedAudio({ ext, bitrate, fileSizeBytes: bytes, durationMs }),
    fetchKey: 'fetchKey' in options ? options.fetchKey : `key:${remoteId}`,
    trial: options.trial ?? false,
  };
}

/** Of priority 3: the title and one artist match, but a difference of about five seconds is too much for more. */
export const weak = (remoteId: string, options: HitOptions = {}): SearchHit => hit(remoteId, { ...options, durationMs: 273_500 });

type Reply =
  | readonly SearchHit[]
  | Error
  | 'hang'
  | ((keyword: string, signal: AbortSignal) => readonly SearchHit[] | Promise<readonly SearchHit[]>);

async function reply(to: Reply, keyword: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  if (to instanceof Error) throw to;
  if (typeof to === 'function') return to(keyword, signal);
  if (to !== 'hang') return to;
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Sets what sources answer, and records which calls reached them. */
export class ResolveHarness {
  readonly calls: string[] = [];
  readonly targets: SearchTarget[] = [];
  readonly searches: Record<string, Reply> = {};
  readonly refreshes: Record<string, Reply> = {};
  readonly rejected = new MemoryRejectedFiles();
  readonly manual = new MemoryManualMatches();
  readonly store = new MemoryRankingStore();
  readonly history = new MemoryDecisionHistory(10);
  readonly records: [string, string, AttemptOutcome][] = [];
  readonly progress: string[] = [];
  readonly clock = { at: 1_800_000_000_000, now: () => this.clock.at, elapsed: () => this.clock.at };
  readonly breakers = new Breakers(this.clock, () => 0);
  readonly files = new Breakers(this.clock, () => 0);

  constructor(
    private readonly names: readonly string[] = ['qq', 'kuwo', 'migu', 'qianqian'],
    private readonly options: {
      ahead?: number;
      policy?: RankingPolicyName;
      defaults?: readonly string[];
      store?: RankingStore | 'none';
      knowledgeMs?: number;
      /** What musicbrainz knows of every recording; without it, there is no musicbrainz. */
      expert?: RecordingFacts | Error | 'hang' | undefined;
    } = {},
  ) {}

  /** The search behind resolves and downloads. */
  get finder(): FindRecording {
    const { ahead = 0, policy = 'laplace-warmup', defaults = this.names } = this.options;
    const gate = { gateAttempts: 10 };
    const policies = {
      'config-order': configOrder(),
      'laplace-warmup': laplaceWarmup({ warmupAttempts: 1000 }),
      'ratio-adaptive': ratioAdaptive(gate),
      'ratio-thompson': ratioThompson(gate, () => 0.5),
    };
    const store = this.options.store === 'none' ? undefined : (this.options.store ?? this.recording());
    const ranking = new SourceRanking(store, policies, policy, this.breakers);
    const learning = new Learning(ranking, this.files, this.history, this.clock, silentLogger());
    const search = new CandidateSearch(this.rejected, (ms) => AbortSignal.timeout(ms));
    return new FindRecording(this.registry, search, learning, this.manual, {
      defaultSources: defaults,
      ahead,
      knowledgeMs: this.options.knowledgeMs ?? 5000,
    });
  }

  get registry(): SourceRegistry {
    const sources = this.names.map((name) => this.source(name));
    return new SourceRegistry('expert' in this.options ? [...sources, this.expert(this.options.expert)] : sources);
  }

  /** @param finder kept by the caller, so that it remembers */
  resolve(change: Partial<ResolveRequest> = {}, signal = never, finder = this.finder): Promise<ResolveOutcome> {
    const request = { song, ownSource: undefined, sources: [], timeoutMs: undefined, policy: undefined, ...change };
    const resolver = new ResolveSong(finder, this.registry, defaultQualityProfile);
    return resolver.resolve(request, (progress) => this.progress.push(progressText(progress)), signal);
  }

  /** Searches as a download does; `take` returns the verdict on each recording by its id, however long it takes. */
  find(
    take: (id: string) => OfferVerdict | Promise<OfferVerdict>,
    more: Partial<RecordingTaker> = {},
    signal = never,
  ): Promise<FoundRecording> {
    const request = {
      scope: { song, ownSource: undefined, sources: [], album: undefined },
      terms: { profile: defaultQualityProfile },
      manner: { timeoutMs: undefined, policy: undefined, leavesResting: true },
    };
    const taker: RecordingTaker = {
      asking: () => undefined,
      asked: async () => undefined,
      take: async ({ judged }) => take(judged.hit.track.remoteId),
      ...more,
    };
    return this.finder.find(request, taker, signal);
  }

  /** Ends the warm-up of the origin, so that sources rank in this order. */
  learned(...best: readonly string[]): void {
    for (const [place, source] of best.entries()) {
      for (let tried = 0; tried < 400; tried++) {
        const outcome = tried < 400 - place * 100 ? 'found' : 'missed';
        this.store.learn({ origin: 'qq', source, outcome, costMs: 100, at: 0 });
      }
    }
  }

  private recording(): RankingStore {
    const { store, records } = this;
    return {
      evidence: (origin) => store.evidence(origin),
      record: (attempts) => {
        for (const { origin, source, outcome } of attempts) records.push([origin, source, outcome]);
        return store.record(attempts);
      },
      recordVerifications: (verifications) => store.recordVerifications(verifications),
      origins: (limit) => store.origins(limit),
      totals: () => store.totals(),
      reset: (source, origin) => store.reset(source, origin),
    };
  }

  private expert(knows: RecordingFacts | Error | 'hang' | undefined): Source {
    const identifyRecording = async ({ remoteId }: NamedSong, signal: AbortSignal): Promise<RecordingFacts | undefined> => {
      this.calls.push(`musicbrainz identify ${remoteId}`);
      if (knows instanceof Error) throw knows;
      if (knows !== 'hang') return knows;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    };
    return { name: 'musicbrainz', configured: true, identifier: { identifyRecording } };
  }

  protected source(name: string): Source {
    const searcher: TrackSearcher = {
      searchTracks: ({ keyword, target }, signal) => {
        this.calls.push(`${name} search ${keyword}`);
        this.targets.push(target);
        return reply(this.searches[name] ?? [], keyword, signal);
      },
    };
    const refresher: TrackRefresher = {
      refreshTrack: async (remoteId, signal) => {
        this.calls.push(`${name} refresh ${remoteId}`);
        return (await reply(this.refreshes[name] ?? [], remoteId, signal))[0];
      },
    };
    const fetcher = { fetchTrack: () => Promise.reject(new Error('nothing is fetched here')) };
    return { name, configured: true, searcher, fetcher, ...(name in this.refreshes ? { refresher } : {}) };
  }
}
