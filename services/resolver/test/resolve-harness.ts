import { defaultQualityProfile } from '@catalogsync/catalog';
import { silentLogger } from '@catalogsync/runtime';
import { Breakers } from '../src/core/ranking/breakers.js';
import type { AttemptOutcome } from '../src/core/ranking/evidence.js';
import { MemoryDecisionHistory, MemoryRankingStore } from '../src/core/ranking/memory/memory-ranking-store.js';
import { configOrder } from '../src/core/ranking/policies/config-order.js';
import { laplaceWarmup } from '../src/core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../src/core/ranking/policies/ratio.js';
import type { RankingPolicyName } from '../src/core/ranking/ranking-decision.js';
import type { RankingStore } from '../src/core/ranking/ranking-store.js';
import { SourceRanking } from '../src/core/ranking/source-ranking.js';
import { CandidateSearch } from '../src/core/resolve/candidate-search.js';
import { Learning } from '../src/core/resolve/learning.js';
import { MemoryManualMatches } from '../src/core/resolve/memory-manual-matches.js';
import { progressText, type ResolveOutcome } from '../src/core/resolve/outcome.js';
import { type ResolveRequest, ResolveSong } from '../src/core/resolve/resolve-song.js';
import type { Song } from '../src/core/resolve/song.js';
import { announcedAudio, describedTrack } from '../src/core/sources/described.js';
import type { SearchHit, TrackRefresher, TrackSearcher } from '../src/core/sources/search.js';
import type { Source } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';

export const song: Song = {
  platform: 'qq',
  remoteId: '003',
  title: '晴天',
  artists: ['周杰伦'],
  album: '叶惠美',
  durationMs: 269_000,
  isrc: '',
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
}

/** A hit that is surely the song, unless told otherwise. */
export function hit(remoteId: string, options: HitOptions = {}): SearchHit {
  const { title = '晴天', artist = '周杰伦', durationMs = 269_500, ext = 'mp3', bytes = 10_000_000, bitrate = 320_000 } = options;
  return {
    track: describedTrack({ remoteId, name: title, artists: [{ remoteId: '', name: artist }], durationMs }),
    audio: announcedAudio({ ext, bitrate, fileSizeBytes: bytes, durationMs }),
    fetchKey: options.fetchKey ?? `key:${remoteId}`,
    trial: options.trial ?? false,
  };
}

/** Of priority 3: the title agrees, of the artists one; five seconds are not near enough for more. */
export const weak = (remoteId: string, options: HitOptions = {}): SearchHit => hit(remoteId, { ...options, durationMs: 273_500 });

type Reply = readonly SearchHit[] | Error | 'hang' | ((signal: AbortSignal) => Promise<readonly SearchHit[]>);

async function reply(to: Reply, signal: AbortSignal): Promise<readonly SearchHit[]> {
  if (to instanceof Error) throw to;
  if (typeof to === 'function') return to(signal);
  if (to !== 'hang') return to;
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** What sources answer, and which calls reached them. */
export class ResolveHarness {
  readonly calls: string[] = [];
  readonly searches: Record<string, Reply> = {};
  readonly refreshes: Record<string, Reply> = {};
  readonly rejected = new Set<string>();
  readonly manual = new MemoryManualMatches();
  readonly store = new MemoryRankingStore();
  readonly history = new MemoryDecisionHistory(10);
  readonly records: [string, string, AttemptOutcome][] = [];
  readonly progress: string[] = [];
  readonly clock = { at: 1_800_000_000_000, now: () => this.clock.at, elapsed: () => this.clock.at };
  readonly breakers = new Breakers(this.clock, () => 0);

  constructor(
    private readonly names: readonly string[] = ['qq', 'kuwo', 'migu', 'qianqian'],
    private readonly options: {
      ahead?: number;
      policy?: RankingPolicyName;
      defaults?: readonly string[];
      store?: RankingStore | 'none';
    } = {},
  ) {}

  get resolver(): ResolveSong {
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
    const judging = { profile: defaultQualityProfile, isRejected: (source: string, id: string) => this.rejected.has(`${source}/${id}`) };
    const search = new CandidateSearch(judging, (ms) => AbortSignal.timeout(ms));
    const registry = new SourceRegistry(this.names.map((name) => this.source(name)));
    return new ResolveSong(registry, search, new Learning(ranking, this.history, this.clock, silentLogger()), this.manual, {
      defaultSources: defaults,
      ahead,
    });
  }

  resolve(change: Partial<ResolveRequest> = {}, signal = new AbortController().signal): Promise<ResolveOutcome> {
    const request = { song, ownSource: '', sources: [], timeoutMs: undefined, policy: undefined, ...change };
    return this.resolver.resolve(request, (progress) => this.progress.push(progressText(progress)), signal);
  }

  /** Ends the warm-up of an origin so that these come in this order. */
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
      recordVerification: (verification) => store.recordVerification(verification),
      reset: (source, origin) => store.reset(source, origin),
      statistics: (origin) => store.statistics(origin),
    };
  }

  private source(name: string): Source {
    const searcher: TrackSearcher = {
      searchTracks: ({ keyword }, signal) => {
        this.calls.push(`${name} search ${keyword}`);
        return reply(this.searches[name] ?? [], signal);
      },
    };
    const refresher: TrackRefresher = {
      refreshTrack: async (remoteId, signal) => {
        this.calls.push(`${name} refresh ${remoteId}`);
        return (await reply(this.refreshes[name] ?? [], signal))[0];
      },
    };
    const fetcher = { fetchTrack: () => Promise.reject(new Error('nothing is fetched here')) };
    return { name, configured: true, searcher, fetcher, ...(name in this.refreshes ? { refresher } : {}) };
  }
}
