import { resolverDownloadsV1, resolverRankingV1, resolverSettingsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { Controller } from '@nestjs/common';

type Breaker = resolverRankingV1.Breaker;
type QuarantinedFile = resolverDownloadsV1.QuarantinedFile;

const { BreakerState, RankingPolicy } = resolverRankingV1;
const closed: Breaker = { state: BreakerState.BREAKER_STATE_CLOSED, faults: 0, openUntil: '' };

/** What a resolver would know of its sources; tests change it. */
export class FakeSources {
  /** Sources that are left alone. */
  readonly open = new Set<string>();
  /** Sources for which something was learned. */
  readonly learned = new Set(['qq', 'kuwo']);
  /** Newest first. */
  quarantine: QuarantinedFile[] = [];
  /** Who is asked for the songs of any origin. */
  readonly asked = ['qq', 'kuwo'];

  breaker(source: string): Breaker {
    if (!this.open.has(source)) return closed;
    return { state: BreakerState.BREAKER_STATE_OPEN, faults: 3, openUntil: '2026-11-30T12:00:00.000Z' };
  }

  /** @throws Fault `not_found` */
  known(source: string): string {
    if (source === 'library' || this.asked.includes(source)) return source;
    throw new Fault('not_found', `no source is called "${source}"`);
  }
}

export function quarantined(id: string, remoteId: string, change: Partial<QuarantinedFile> = {}): QuarantinedFile {
  const noTags = { album: '', albumArtist: '', isrc: '', trackNumber: 0, discNumber: 0, year: 0, genre: '', coverUrl: '', lyrics: '' };
  return {
    id,
    downloadId: `download of ${id}`,
    target: { platform: 'qq', remoteId, title: '七里香', artists: ['周杰伦'], durationMs: 299_000, ...noTags },
    path: `/quarantine/${id}.flac`,
    source: 'kuwo',
    remoteId: 'k1',
    reason: 'wrong_duration',
    detail: '30 s instead of 299 s',
    ext: 'flac',
    fileSizeBytes: 1_000,
    sha256: 'a'.repeat(64),
    durationMs: 30_000,
    state: 'held',
    createdAt: '2026-11-30T10:00:00.000Z',
    ...change,
  };
}

function statisticsOf(origin: string, source: string): resolverRankingV1.SourceStatistics {
  return {
    origin,
    source,
    ...{ attempts: 40, found: 30, faults: 4, verified: 20, refuted: 1, successes: 25.5, failures: 8.25, meanCostMs: 812.5 },
    ...{ chance: 0.74, chanceLow: 0.6, chanceHigh: 0.85 },
    ...{ lastAttemptAt: '2026-11-30T10:00:00.000Z', lastSuccessAt: '2026-11-30T09:00:00.000Z' },
  };
}

function decisionOf(sources: FakeSources, request: resolverRankingV1.RankRequest): resolverRankingV1.RankingDecision {
  const { origin, policy } = request;
  const names = (request.sources.length > 0 ? request.sources : sources.asked).filter((name) => name !== origin);
  const isConfigured = policy === RankingPolicy.RANKING_POLICY_CONFIG_ORDER;
  return {
    origin,
    policy: policy || RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE,
    reason: isConfigured ? 'the configured order' : 'chance ÷ mean cost over 80 attempts',
    order: names.map((source, at) => ({ source, score: isConfigured ? undefined : 1 / (at + 1), breaker: sources.breaker(source) })),
  };
}

/** The order of the resolver's sources, and how they do. */
export function fakeRankingService(sources: FakeSources): new () => resolverRankingV1.RankingServiceController {
  @Controller()
  @resolverRankingV1.RankingServiceControllerMethods()
  class FakeRanking implements resolverRankingV1.RankingServiceController {
    async rank(request: resolverRankingV1.RankRequest): Promise<resolverRankingV1.RankResponse> {
      const decision = decisionOf(sources, request);
      const statistics = decision.order.filter(({ source }) => sources.learned.has(source));
      return { decision, statistics: statistics.map(({ source }) => statisticsOf(request.origin, source)) };
    }
    async listDecisions({ origin, limit }: resolverRankingV1.ListDecisionsRequest): Promise<resolverRankingV1.ListDecisionsResponse> {
      const decision = decisionOf(sources, { origin, sources: [], policy: 0 });
      const decided = { decision, decidedAt: '2026-11-30T10:00:00.000Z', song: '周杰伦 - 七里香' };
      return { decisions: [decided, decided].slice(0, limit) };
    }
    async getMatrix(): Promise<resolverRankingV1.GetMatrixResponse> {
      const cells = sources.asked.map((source, at) => ({ statistics: statisticsOf('netease', source), position: at }));
      return { policy: RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE, origins: ['netease'], sources: [...sources.asked], cells };
    }
    async listSourceStates(): Promise<resolverRankingV1.ListSourceStatesResponse> {
      const never = { attempts: 0, found: 0, faults: 0, lastAttemptAt: '', lastSuccessAt: '', lastFault: undefined };
      const lastFault = { code: 'timeout', message: 'did not answer within 20 s', at: '2026-11-30T10:00:00.000Z' };
      const tried = {
        attempts: 40,
        found: 30,
        faults: 4,
        lastAttemptAt: '2026-11-30T10:00:00.000Z',
        lastSuccessAt: '2026-11-30 09:00',
        lastFault,
      };
      return {
        sources: ['library', 'qq'].map((source) => ({
          source,
          breaker: sources.breaker(source),
          callsPerMinute: source === 'qq' ? 4.5 : 0,
          ...(source === 'qq' ? { medianMs: 210.25, p95Ms: 900, ...tried } : never),
        })),
      };
    }
    async resetSource({ source }: resolverRankingV1.ResetSourceRequest): Promise<resolverRankingV1.ResetSourceResponse> {
      return { forgotten: sources.learned.delete(sources.known(source)) ? 1 : 0 };
    }
    async testSource({ source }: resolverRankingV1.TestSourceRequest): Promise<resolverRankingV1.TestSourceResponse> {
      sources.open.delete(sources.known(source));
      return { reachable: true, detail: 'answers', elapsedMs: 12, breaker: closed };
    }
    async importStatistics(): Promise<resolverRankingV1.ImportStatisticsResponse> {
      throw new Fault('unsupported', 'not here');
    }
  }
  return FakeRanking;
}

/** The settings of the resolver's sources: each time, one has a new key. */
export function fakeSettingsService(): new () => resolverSettingsV1.SettingsServiceController {
  @Controller()
  @resolverSettingsV1.SettingsServiceControllerMethods()
  class FakeSettings implements resolverSettingsV1.SettingsServiceController {
    async reloadSources(): Promise<resolverSettingsV1.ReloadSourcesResponse> {
      const kuwo = { name: 'kuwo', wasConfigured: false, configured: true, keys: ['KUWO_COOKIE'] };
      return { sources: [kuwo], restartKeys: ['DOWNLOAD_WORKERS'] };
    }
  }
  return FakeSettings;
}

/** The resolver's quarantine, and no downloads. */
export function fakeQuarantineService(sources: FakeSources): new () => resolverDownloadsV1.DownloadServiceController {
  const unused = (): never => {
    throw new Fault('unsupported', 'not here');
  };
  const decide = (id: string, state: string): void => {
    const file = sources.quarantine.find((one) => one.id === id);
    if (file === undefined) throw new Fault('not_found', 'no such quarantined file');
    if (file.state !== 'held') throw new Fault('failed_precondition', `the file was already ${file.state}`);
    sources.quarantine = sources.quarantine.map((one) => (one === file ? { ...one, state, path: '' } : one));
  };
  @Controller()
  @resolverDownloadsV1.DownloadServiceControllerMethods()
  class FakeQuarantine implements resolverDownloadsV1.DownloadServiceController {
    async listQuarantine(request: resolverDownloadsV1.ListQuarantineRequest): Promise<resolverDownloadsV1.ListQuarantineResponse> {
      const all = sources.quarantine.filter(({ state }) => request.includeDecided || state === 'held');
      const from = request.pageToken === '' ? 0 : Number(request.pageToken);
      const end = from + request.pageSize;
      return { files: all.slice(from, end), nextPageToken: end < all.length ? String(end) : '' };
    }
    async approveQuarantined({
      id,
    }: resolverDownloadsV1.ApproveQuarantinedRequest): Promise<resolverDownloadsV1.ApproveQuarantinedResponse> {
      decide(id, 'approved');
      return { download: undefined };
    }
    async rejectQuarantined({ id }: resolverDownloadsV1.RejectQuarantinedRequest): Promise<resolverDownloadsV1.RejectQuarantinedResponse> {
      decide(id, 'rejected');
      return {};
    }
    startDownload(): never {
      return unused();
    }
    getDownload(): never {
      return unused();
    }
    listDownloads(): never {
      return unused();
    }
    watchDownload(): never {
      return unused();
    }
    cancelDownload(): never {
      return unused();
    }
    releaseDownload(): never {
      return unused();
    }
  }
  return FakeQuarantine;
}
