import type { FaultCode } from '@catalogsync/faults';
import type { PublicationAlarm } from '@catalogsync/publication-trust';
import type { SourceKind } from './source-kind.js';

const places: Readonly<Record<SourceKind, string>> = {
  folder: 'the publication (a folder)',
  http: 'the publication (over HTTP)',
  s3: 'the publication (in object storage)',
};

const refused: Readonly<Record<PublicationAlarm, (place: string) => string>> = {
  rollback: (place) => `${place} offers an older state than the one that was accepted`,
  freeze: (place) => `${place} has not been signed anew for longer than its signature holds`,
  mix_and_match: (place) => `${place} has files that do not belong together`,
  endless_data: (place) => `${place} sends more bytes than it may`,
  wrong_key: (place) => `${place} is not signed by a key that is trusted here`,
  damaged: (place) => `${place} has a file that is damaged or not the one that was signed`,
};

const failed: Partial<Readonly<Record<FaultCode, (place: string) => string>>> = {
  not_found: (place) => `nothing can be found at ${place}`,
  failed_precondition: (place) => `something that is needed to read ${place} is missing here`,
  unauthenticated: (place) => `${place} does not accept who asks`,
  permission_denied: (place) => `permission is missing to read ${place} or to keep a copy of it`,
  rate_limited: (place) => `${place} is asked too often`,
  unavailable: (place) => `${place} cannot be reached`,
  timeout: (place) => `${place} does not answer in time`,
  data_corrupt: (place) => `${place}, or the copy of it here, is damaged`,
  disk_full: (place) => `there is no room for a copy of ${place}`,
  unsupported: (place) => `${place} is of a form that this version cannot read`,
};

/** What anybody may read of a fault: its message may name a path or an address of the owner's network, this never does. */
export function shownFault(kind: SourceKind, code: FaultCode, alarm: PublicationAlarm | undefined): string {
  const words = alarm === undefined ? failed[code] : refused[alarm];
  return words?.(places[kind]) ?? `${places[kind]} cannot be used; the log says why`;
}
