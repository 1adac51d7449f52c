import type { HttpClient } from '@catalogsync/outbound-http';
import type { ConfigKeys, ConfigValues } from '@catalogsync/runtime';
import type { PlaylistAddresses } from '../../core/sources/playlist-addresses.js';
import type { LeftOut, Source } from '../../core/sources/source.js';

/** A source without what comes from its definition. */
export type OpenedSource = Omit<Source, 'name' | 'aliases' | 'leftOut'>;

/** What sources share. */
interface SourceTools {
  readonly http: HttpClient;
}

/** Everything the resolver needs to know about a source before it is used. */
export interface SourceDefinition<K extends ConfigKeys> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its settings; no other source may use one of these names for something else. */
  readonly keys: K;
  /** How its playlists are addressed; left out if a playlist file cannot name them. */
  readonly addresses?: PlaylistAddresses;
  /** What its service has and it does not offer, with the reasons. */
  readonly leftOut?: LeftOut;
  /** Opens nothing before the first request. One whose keys are not set says so by `configured`. */
  readonly open: (config: ConfigValues<K>, tools: SourceTools) => OpenedSource;
}

/** The same value; `open` gets the types of its keys. */
export const defineSource = <K extends ConfigKeys>(definition: SourceDefinition<K>): SourceDefinition<K> => definition;

/** What was opened, under the names of its definition. */
export function named({ name, aliases, leftOut }: Pick<Source, 'name' | 'aliases' | 'leftOut'>, source: OpenedSource): Source {
  return { ...source, name, aliases, leftOut };
}
