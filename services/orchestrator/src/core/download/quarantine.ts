import type { RemoteName } from '../catalogue/catalogue-reader.js';

export const quarantineStates = ['held', 'approved', 'rejected', 'expired'] as const;

/** A downloaded file that failed verification. Absent values are unknown. */
export interface QuarantinedFile {
  readonly id: string;
  /** The song that it was fetched for; undefined if its download is gone. */
  readonly song: RemoteName | undefined;
  readonly title: string;
  readonly artists: readonly string[];
  readonly source: string;
  readonly remoteId: string;
  /** The result of verification, as one word. */
  readonly reason: string;
  /** The reason in a sentence, with figures. */
  readonly detail: string;
  readonly ext: string;
  readonly sizeBytes: number;
  readonly durationMs: number | undefined;
  readonly state: (typeof quarantineStates)[number];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface QuarantinePage {
  readonly files: readonly QuarantinedFile[];
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
}

export interface QuarantineWish {
  readonly includeDecided: boolean;
  readonly limit: number;
  readonly after: string | undefined;
}

/** Files that failed verification, kept by the resolver. Every method throws Faults: `unavailable` if it does not answer. */
export interface Quarantine {
  /** Newest first. */
  list(wish: QuarantineWish, signal: AbortSignal): Promise<QuarantinePage>;
  /** Accepts the file as it is. @throws Fault `not_found`, `failed_precondition` */
  approve(id: string, signal: AbortSignal): Promise<void>;
  /** Removes the file, and refuses it from now on. @throws Fault `not_found`, `failed_precondition` */
  reject(id: string, signal: AbortSignal): Promise<void>;
}
