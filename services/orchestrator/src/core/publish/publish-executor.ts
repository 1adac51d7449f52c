import type { StageContext, StageResult, StageWork } from '../jobs/stage-work.js';

export interface PublishProgress {
  readonly kind: 'progress';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export interface Published {
  readonly kind: 'published';
  readonly snapshotId: string;
  readonly tracks: number;
  /** The content was that of the snapshot before; nothing new was written. */
  readonly unchanged: boolean;
}

/** Builds, signs and publishes a snapshot of the catalogue; the result comes last. */
export interface Publisher {
  publish(signal: AbortSignal): AsyncIterable<PublishProgress | Published>;
}

/** Makes the catalogue public as it is now. */
export class PublishStage implements StageWork {
  readonly type = 'publish';

  constructor(private readonly publisher: Publisher) {}

  async run({ signal, report, event }: StageContext): Promise<StageResult> {
    for await (const step of this.publisher.publish(signal)) {
      if (step.kind === 'progress') report({ done: step.done, total: step.total, unit: 'phases', current: step.phase });
      else event('published', step.unchanged ? `${step.snapshotId} is still current` : `${step.snapshotId} with ${step.tracks} tracks`);
    }
    return 'completed';
  }
}
