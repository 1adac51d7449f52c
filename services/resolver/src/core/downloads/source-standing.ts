import type { Fault } from '@catalogsync/faults';
import type { RefusalReason } from '../verification/model.js';
import type { SourceBreakers } from './ports.js';

/** Refusals that speak against the source rather than against its choice of song. */
const brokenFiles: ReadonlySet<RefusalReason> = new Set(['empty', 'not_audio', 'zeros', 'damaged']);

/**
 * Whether a source is worth asking: its searches and its files are judged apart, for a source whose search
 * answers at once while none of its files ever comes would look sound otherwise.
 */
export class SourceStanding {
  constructor(
    private readonly searches: SourceBreakers,
    private readonly files: SourceBreakers,
  ) {}

  /** Say before searching; after true, the search and then the files must be reported. */
  ask(source: string): boolean {
    if (!this.files.ask(source)) return false;
    if (this.searches.ask(source)) return true;
    this.files.abandoned(source);
    return false;
  }

  searched(source: string): void {
    this.searches.answered(source);
  }

  searchFailed(source: string, fault: Fault): void {
    this.searches.faulted(source, fault.retryAfterMs);
    this.files.abandoned(source);
  }

  /** No file of it was asked for. */
  noFile(source: string): void {
    this.files.abandoned(source);
  }

  accepted(source: string): void {
    this.files.answered(source);
  }

  refused(source: string, reason: RefusalReason): void {
    if (brokenFiles.has(reason)) this.files.faulted(source);
    else this.files.answered(source);
  }

  /** One file that is gone says nothing about the others. */
  fetchFailed(source: string, fault: Fault): void {
    if (fault.code === 'not_found') this.files.abandoned(source);
    else this.files.faulted(source, fault.retryAfterMs);
  }

  /** Whoever asked has left. */
  givenUp(source: string): void {
    this.searches.abandoned(source);
    this.files.abandoned(source);
  }
}
