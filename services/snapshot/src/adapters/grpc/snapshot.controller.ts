import { ReadableStream } from 'node:stream/web';
import { snapshotV1 } from '@catalogsync/contracts';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { PublicationState } from '../../core/publication/publication-state.js';
import type { PublicationStore, SnapshotChecks } from '../../core/publication/publication-store.js';
import type { Published, PublishOptions } from '../../core/publication/publish-snapshot.js';
import { RecordedPublisher } from '../../core/publication/recorded-publisher.js';

/** Values that the module provides. */
export interface SnapshotControllerSettings {
  /** The catalogue database. */
  readonly source: string;
  /** Aborts when the service stops. */
  readonly lifetime: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
  state(): Promise<PublicationState>;
}

export const settingsToken = Symbol('settings of the snapshot controller');
export const storeToken = Symbol('publication store');
export const checksToken = Symbol('checks of snapshots');

/** gRPC controller of catalogsync.snapshot.v1. */
@Controller()
@snapshotV1.SnapshotServiceControllerMethods()
export class SnapshotController implements snapshotV1.SnapshotServiceController {
  constructor(
    @Inject(RecordedPublisher) private readonly publisher: RecordedPublisher,
    @Inject(storeToken) private readonly store: PublicationStore,
    @Inject(checksToken) private readonly checks: SnapshotChecks,
    @Inject(settingsToken) private readonly settings: SnapshotControllerSettings,
  ) {}

  publish({ force, ofJob }: snapshotV1.PublishRequest, _metadata?: unknown, call?: RpcCall): Observable<snapshotV1.PublishResponse> {
    const actor = ofJob ? 'job' : actorOf(call);
    return streamOf((left) => {
      const signal = AbortSignal.any([left, this.settings.lifetime]);
      return this.begin(signal, (onProgress) => this.publisher.publish({ source: this.settings.source, force, signal, onProgress }, actor));
    });
  }

  async listSnapshots(): Promise<snapshotV1.ListSnapshotsResponse> {
    const [published, state] = await Promise.all([this.store.list(), this.settings.state()]);
    return { snapshots: published.map(({ manifest, current }) => toMessage(manifest, current)), publication: state };
  }

  async refresh(_request?: unknown, _metadata?: unknown, call?: RpcCall): Promise<snapshotV1.RefreshResponse> {
    await this.publisher.refresh(actorOf(call));
    return {};
  }

  async rollback(request: snapshotV1.RollbackRequest, _metadata?: unknown, call?: RpcCall): Promise<snapshotV1.RollbackResponse> {
    const manifest = await this.publisher.rollback(request.snapshotId, actorOf(call), this.settings.lifetime);
    this.settings.log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence }, 'an older snapshot was published again');
    return { snapshot: toMessage(manifest, true) };
  }

  async verifySnapshot({ snapshotId }: snapshotV1.VerifySnapshotRequest): Promise<snapshotV1.VerifySnapshotResponse> {
    const { problems, signedBy = '', checkedAt } = await this.checks.check(snapshotId, this.settings.lifetime);
    return { problems: [...problems], signedBy, checkedAt };
  }

  /** There are few steps, so they may queue in the stream for a slow caller. */
  private begin(
    signal: AbortSignal,
    publish: (onProgress: PublishOptions['onProgress']) => Promise<Published>,
  ): AsyncIterable<snapshotV1.PublishResponse> {
    const { clock, log } = this.settings;
    const began = clock.now();
    return new ReadableStream<snapshotV1.PublishResponse>({
      start: (steps) => {
        // A caller that left has closed the stream; the signal then ends the work.
        const send = (step: snapshotV1.PublishResponse): void => {
          if (!signal.aborted) steps.enqueue(step);
        };
        publish((progress) => send({ progress })).then(
          ({ manifest, unchanged }) => {
            const elapsedMs = Math.max(0, clock.now() - began);
            log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence, unchanged, elapsedMs }, 'published');
            send({ result: { snapshot: toMessage(manifest, true), unchanged, elapsedMs } });
            steps.close();
          },
          (error: unknown) => steps.error(error),
        );
      },
    });
  }
}

function toMessage(manifest: Manifest, current: boolean): snapshotV1.Snapshot {
  return {
    snapshotId: manifest.snapshot_id,
    generatedAt: manifest.generated_at,
    sequence: manifest.sequence,
    playlistCount: manifest.playlist_count,
    trackCount: manifest.track_count,
    fileCount: manifest.file_count,
    artistCount: manifest.artist_count,
    toplistCount: manifest.toplist_count,
    dbSizeBytes: manifest.db_size_bytes,
    current,
  };
}
