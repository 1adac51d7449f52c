import { resolverRankingV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { originOf } from '../../core/ranking/evidence.js';
import { ImportStatistics } from '../../core/ranking/import-statistics.js';
import { InspectRanking } from '../../core/ranking/inspect-ranking.js';
import { RecordedTending } from '../../core/ranking/recorded-tending.js';
import { givesTracks } from '../../core/sources/source.js';
import { SourceRegistry } from '../../core/sources/source-registry.js';
import { fromPolicy, toDecision, toMatrix, toRecordedDecision, toSourceState, toStatistics, toTest } from './ranking-messages.js';
import { stopSignalToken } from './resolver.controller.js';

/** gRPC edge of the RankingService. */
@Controller()
@wire.RankingServiceControllerMethods()
export class RankingController implements wire.RankingServiceController {
  constructor(
    @Inject(InspectRanking) private readonly inspect: InspectRanking,
    @Inject(RecordedTending) private readonly tending: RecordedTending,
    @Inject(SourceRegistry) private readonly sources: SourceRegistry,
    @Inject(ImportStatistics) private readonly imports: ImportStatistics,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  async rank(request: wire.RankRequest): Promise<wire.RankResponse> {
    const origin = this.origin(request.origin);
    const named = request.sources.map((name) => this.sources.get(name));
    const candidates = named.length > 0 ? named : this.sources.all().filter(givesTracks);
    const names = [...new Set(candidates.map(({ name }) => name))].filter((name) => name !== origin);
    const { decision, statistics } = await this.inspect.rank(origin, names, fromPolicy(request.policy), this.stopping);
    return { decision: toDecision(decision), statistics: statistics.map(toStatistics) };
  }

  async listDecisions({ origin, limit }: wire.ListDecisionsRequest): Promise<wire.ListDecisionsResponse> {
    const decisions = await this.inspect.decisions(this.origin(origin), limit, this.stopping);
    return { decisions: decisions.map(toRecordedDecision) };
  }

  async getMatrix(): Promise<wire.GetMatrixResponse> {
    const sources = this.sources.all();
    const names = { all: sources.map(({ name }) => name), asked: sources.filter(givesTracks).map(({ name }) => name) };
    return toMatrix(await this.inspect.matrix(names, this.stopping));
  }

  async listSourceStates(): Promise<wire.ListSourceStatesResponse> {
    const names = this.sources.all().map(({ name }) => name);
    return { sources: (await this.inspect.states(names, this.stopping)).map(toSourceState) };
  }

  async resetSource({ source, origin }: wire.ResetSourceRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ResetSourceResponse> {
    const { name } = this.sources.get(source);
    return { forgotten: await this.tending.reset(name, origin === '' ? undefined : this.origin(origin), actorOf(call)) };
  }

  async testSource({ source }: wire.TestSourceRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.TestSourceResponse> {
    return toTest(await this.tending.test(this.sources.get(source), actorOf(call), this.stopping));
  }

  async importStatistics(
    { counts }: wire.ImportStatisticsRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.ImportStatisticsResponse> {
    const given = counts.map((one) => ({
      ...one,
      lastAttemptAt: one.lastAttemptAt || undefined,
      lastSuccessAt: one.lastSuccessAt || undefined,
    }));
    return this.imports.run(given, actorOf(call));
  }

  private origin(name: string): string {
    return originOf(name, this.sources);
  }
}
