import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { crossOriginHeaders } from './cross-origin.js';

/**
 * Raised when the same snapshot is shown in another shape: a client's copy of the old shape must
 * then not be confirmed by 304.
 */
const representation = 1;

/** How long an answer may be used without asking again, and for how long while asking, in seconds. */
const freshSeconds = 60;
const staleSeconds = 600;

/**
 * Headers of an answer from one snapshot; the same for every request, so they are made once, and as
 * Node writes them fastest: names and values in turn.
 */
export interface AnswerHeaders {
  readonly etag: string;
  readonly ofBody: string[];
  /** Of a 304. */
  readonly ofUnchanged: string[];
}

export interface HeaderSettings {
  /** Whether an access token is asked for: answers are then not for shared caches. */
  readonly guarded: boolean;
}

/** What differs with the request, for caches. In lower case, as @fastify/compress looks for it. */
export function varyOf({ guarded }: HeaderSettings): string {
  return guarded ? 'accept-encoding, authorization' : 'accept-encoding';
}

/**
 * A snapshot never changes, so its id is the validator of everything read from it. The tag is weak
 * (RFC 9110, section 8.8.1) since compressed and plain answers share it.
 */
export class AnswerHeadersBySnapshot {
  private snapshot: SnapshotInUse | undefined;
  private headers: AnswerHeaders | undefined;

  constructor(private readonly settings: HeaderSettings) {}

  of(snapshot: SnapshotInUse): AnswerHeaders {
    if (this.headers === undefined || this.snapshot !== snapshot) {
      this.headers = this.make(snapshot.manifest.snapshot_id);
      this.snapshot = snapshot;
    }
    return this.headers;
  }

  private make(snapshotId: string): AnswerHeaders {
    const etag = `W/"${representation}-${snapshotId}"`;
    const scope = this.settings.guarded ? 'private' : 'public';
    const common = {
      ...crossOriginHeaders,
      etag,
      'cache-control': `${scope}, max-age=${freshSeconds}, stale-while-revalidate=${staleSeconds}`,
      'x-snapshot-id': snapshotId,
      vary: varyOf(this.settings),
    };
    const ofUnchanged = Object.entries(common).flat();
    return { etag, ofUnchanged, ofBody: ['content-type', 'application/json; charset=utf-8', ...ofUnchanged] };
  }
}

/**
 * Whether an If-None-Match names this tag (RFC 9110, sections 8.8.3.2 and 13.1.2: weak comparison,
 * a list of tags, or `*`). Text that is no list of tags matches nothing.
 */
export function matchesEntityTag(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}
