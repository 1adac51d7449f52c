import { followerV1 } from '@catalogsync/contracts';
import { Controller, Inject } from '@nestjs/common';
import { clientOf, required } from './client.js';

/** One snapshot as it is kept. */
interface FollowedManifest {
  readonly snapshot_id: string;
  readonly sequence: number;
  readonly generated_at: string;
  readonly track_count: number;
  readonly db_size_bytes: number;
}

/** What a follower tells of itself, and what it can be told. */
export interface FollowerControl {
  current(): { readonly manifest: FollowedManifest; readonly adoptedAt: number } | undefined;
  status(): {
    readonly kept: readonly FollowedManifest[];
    readonly lastCheckedAt: number | undefined;
    readonly freshUntil: number | undefined;
    readonly pinned: boolean;
    readonly fault: { readonly message: string; readonly hint: string | undefined; readonly alarm: string | undefined } | undefined;
  };
  rollBack(snapshotId?: string): Promise<unknown>;
  follow(): Promise<void>;
  checkNow(): Promise<void>;
}

export const followerControlToken = Symbol('follower control');

/** For the definitions of a service that has the controller. */
export const followerDefinition = { 'catalogsync.follower.v1.FollowerService': followerV1.FollowerServiceService };

function statusOf(follower: FollowerControl): followerV1.Status {
  const current = follower.current();
  const { kept, lastCheckedAt = 0, freshUntil = 0, pinned, fault } = follower.status();
  const isUsed = ({ sequence, snapshot_id }: FollowedManifest): boolean =>
    sequence === current?.manifest.sequence && snapshot_id === current.manifest.snapshot_id;
  return {
    kept: kept.map((manifest) => ({
      snapshotId: manifest.snapshot_id,
      sequence: manifest.sequence,
      generatedAt: manifest.generated_at,
      trackCount: manifest.track_count,
      dbSizeBytes: manifest.db_size_bytes,
      inUse: isUsed(manifest),
    })),
    adoptedAt: current?.adoptedAt ?? 0,
    lastCheckedAt,
    freshUntil,
    pinned,
    fault: fault?.message ?? '',
    hint: fault?.hint ?? '',
    alarm: fault?.alarm ?? '',
  };
}

/** gRPC edge of a follower, the same at every service that follows. */
@Controller()
@followerV1.FollowerServiceControllerMethods()
export class FollowerController implements followerV1.FollowerServiceController {
  constructor(@Inject(followerControlToken) private readonly follower: FollowerControl) {}

  getStatus(): followerV1.GetStatusResponse {
    return { status: statusOf(this.follower) };
  }

  async rollback({ snapshotId }: followerV1.RollbackRequest): Promise<followerV1.RollbackResponse> {
    await this.follower.rollBack(snapshotId === '' ? undefined : snapshotId);
    return { status: statusOf(this.follower) };
  }

  async follow(): Promise<followerV1.FollowResponse> {
    await this.follower.follow();
    return { status: statusOf(this.follower) };
  }

  async check(): Promise<followerV1.CheckResponse> {
    await this.follower.checkNow();
    return { status: statusOf(this.follower) };
  }
}

/** A check may fetch a whole database over a home's line. */
const fetchMs = 3_600_000;
const callMs = 30_000;

/** The follower of one service. */
export class FollowerClient extends clientOf(followerV1.FollowerServiceService, 'public-api') {
  async status(signal: AbortSignal): Promise<followerV1.Status> {
    return required((await this.rpc.getStatus({}, { deadlineMs: callMs, signal })).status, 'status');
  }

  /** @param snapshotId empty: the one before the one in use */
  async rollback(snapshotId: string, signal: AbortSignal): Promise<followerV1.Status> {
    return required((await this.rpc.rollback({ snapshotId }, { deadlineMs: callMs, signal })).status, 'status');
  }

  async follow(signal: AbortSignal): Promise<followerV1.Status> {
    return required((await this.rpc.follow({}, { deadlineMs: fetchMs, signal })).status, 'status');
  }

  async check(signal: AbortSignal): Promise<followerV1.Status> {
    return required((await this.rpc.check({}, { deadlineMs: fetchMs, signal })).status, 'status');
  }
}
