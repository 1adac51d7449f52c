import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolverRankingV1, resolverResolveV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger } from '@catalogsync/runtime';
import { service } from '../src/main.js';

export const limits = { deadlineMs: 20_000 };
export const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
export const qingtian = { platform: 'qq', remoteId: '003', title: '晴天', artists: ['周杰伦'], album: '', durationMs: 269_000, isrc: '' };

const songs = `url,title,artist,duration
https://music.invalid/1.flac,晴天,周杰伦,269
https://music.invalid/2.mp3,晴天 (Live),周杰伦,300
https://music.invalid/3.mp3,Hello,Adele,295
`;

/** A whole resolver with gRPC and SQLite, whose one source is a list of addresses in a file. */
export class ResolveService {
  readonly home = mkdtempSync(join(tmpdir(), 'resolve-'));
  readonly list = join(this.home, 'songs.csv');
  private running: RunningService | undefined;
  private resolveRpc: RpcClient<typeof resolverResolveV1.ResolveServiceService> | undefined;
  private rankingRpc: RpcClient<typeof resolverRankingV1.RankingServiceService> | undefined;

  constructor() {
    this.writeList();
  }

  get resolving() {
    if (this.resolveRpc === undefined) throw new Error('start first');
    return this.resolveRpc;
  }

  get ranking() {
    if (this.rankingRpc === undefined) throw new Error('start first');
    return this.rankingRpc;
  }

  writeList(): void {
    writeFileSync(this.list, songs);
  }

  /** @param more keys besides its own */
  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = service.configure({ ROOT_DIR: this.home, HTTP_LISTS: this.list, OUTBOUND_PRIVATE_HOSTS: '127.0.0.1', ...more });
    this.running = await service.start(config, { log: silentLogger(), clock: { now: () => Date.UTC(2026, 0, 1) } });
    const target = { address: this.running.addresses.grpc, service: 'resolver' };
    this.resolveRpc = createRpcClient(resolverResolveV1.ResolveServiceService, target);
    this.rankingRpc = createRpcClient(resolverRankingV1.RankingServiceService, target);
  }

  get address(): string {
    if (this.running?.addresses.grpc === undefined) throw new Error('start first');
    return this.running.addresses.grpc;
  }

  async stop(): Promise<void> {
    this.resolveRpc?.close();
    this.rankingRpc?.close();
    await this.running?.stop();
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The stream's progress texts, and its outcome. */
  async resolve(change: Partial<resolverResolveV1.Song> = {}, more: Partial<resolverResolveV1.ResolveRequest> = {}) {
    const texts: string[] = [];
    const request = { song: { ...qingtian, ...change }, ownSource: '', sources: [], timeoutMs: 0, policy, link: '', ...more };
    for await (const { progress, outcome } of this.resolving.resolve(request, limits)) {
      if (progress !== undefined) texts.push(progress.text);
      if (outcome !== undefined) return { texts, outcome };
    }
    throw new Error('the stream ended without an outcome');
  }
}
