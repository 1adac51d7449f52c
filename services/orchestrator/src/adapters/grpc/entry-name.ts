import { Fault } from '@catalogsync/faults';
import type { RemoteName } from '../../core/catalogue/catalogue-reader.js';

interface NameMessage {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
}

/**
 * How a caller names an entry of the catalogue: by its id here, or as its platform knows it.
 * @param what such as `a song`. @throws Fault `invalid_argument`
 */
export function entryNameOf(what: string, name: NameMessage | undefined): { readonly id: number } | RemoteName {
  const { id = 0, platform = '', remoteId = '' } = name ?? {};
  if (id > 0) return { id };
  if (platform !== '' && remoteId !== '') return { platform, remoteId };
  throw new Fault('invalid_argument', `${what} needs an id, or a platform and its id there`);
}
