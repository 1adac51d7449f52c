import { Fault } from '@catalogsync/faults';
import type { Publication, Publications } from '../../src/core/publish/due-publication.js';
import type { Published, Publisher } from '../../src/core/publish/publish-executor.js';

/** Publishes into memory, at the time of its clock. */
export class MemoryPublisher implements Publisher, Publications {
  readonly published: Publication[] = [];
  fault: Fault | undefined;
  tracks = 3;

  constructor(private readonly now: () => number) {}

  async *publish(signal: AbortSignal): AsyncGenerator<Published> {
    if (signal.aborted) throw new Fault('canceled', 'the publication was canceled');
    if (this.fault !== undefined) throw this.fault;
    this.published.push({ id: `snap-${this.published.length + 1}`, at: this.now(), tracks: this.tracks });
    yield { kind: 'published', snapshotId: `snap-${this.published.length}`, tracks: this.tracks, unchanged: false };
  }

  async current(): Promise<Publication | undefined> {
    return this.published.at(-1);
  }
}
