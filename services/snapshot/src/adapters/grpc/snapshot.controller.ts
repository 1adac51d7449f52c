import { ReadableStream } from 'node:stream/web';
import { snapshotV1 } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { PublicationStore } from '../../core/publication/publication-store.js';
import { Publisher } from '../../core/publication/publisher.js';

/** Values that the module provides. */
export interface SnapshotControllerSettings {
  /** The catalogue database. */
  readonly source: string;
  /** Aborts when the service stops. */
  readonly lifetime: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

export const settingsToken = Symbol('settings of the snapshot controller');
export const storeToken = Symbol('publication store');

/** gRPC controller of catalogsync.snapshot.v1. */
@Controller()
@snapshotV1.SnapshotServiceControllerMethods()
export class SnapshotController implements snapshotV1.SnapshotServiceController {
  constructor(
    @Inject(Publisher) private readonly publisher: Publisher,
    @Inject(storeToken) private readonly store: PublicationStore,
    @Inject(settingsToken) private readonly settings: SnapshotControllerSettings,
  ) {}

  publish(request: snapshotV1.PublishRequest): Observable<snapshotV1.PublishResponse> {
    return streamOf((signal) => this.begin(request.force, AbortSignal.any([signal, this.settings.lifetime])));
  }

  async listSnapshots(): Promise<snapshotV1.ListSnapshotsResponse> {
    const published = await this.store.list();
    return { snapshots: published.map(({ manifest, current }) => toMessage(manifest, current)) };
  }

  async rollback(request: snapshotV1.RollbackRequest): Promise<snapshotV1.RollbackResponse> {
    const manifest = await this.publisher.rollback(request.snapshotId, this.settings.lifetime);
    this.settings.log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence }, 'an older snapshot was published again');
    return { snapshot: toMessage(manifest, true) };
  }

  /** There are few steps, so they may queue in the stream for a slow caller. */
  private begin(force: boolean, signal: AbortSignal): AsyncIterable<snapshotV1.PublishResponse> {
    const { source, clock, log } = this.settings;
    const began = clock.now();
    return new ReadableStream<snapshotV1.PublishResponse>({
      start: (steps) => {
        // A caller that left has closed the stream; the signal then ends the work.
        const send = (step: snapshotV1.PublishResponse): void => {
          if (!signal.aborted) steps.enqueue(step);
        };
        this.publisher.publish({ source, force, signal, onProgress: (progress) => send({ progress }) }).then(
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
