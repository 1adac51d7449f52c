import type { Schemas } from '../../api/types.js';
import { instantOf } from '../../kit/time.js';
import type { Format } from '../../language/format.js';

/** A snapshot is known to people by when it was made. */
export function timeOf(snapshot: Schemas['Snapshot'] | undefined, format: Format): string {
  const at = instantOf(snapshot?.generatedAt);
  return at === undefined ? '' : format.exact(at);
}
