import type { Clock, Logger } from '@catalogsync/runtime';
import type { PlaybackResolver } from '../../core/playback/resolve-playback.js';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';

export interface HttpApiSettings {
  readonly host: string;
  readonly port: number;
  /** Tokens of which a request must show one; none opens the API to everybody. */
  readonly accessTokens: readonly string[];
  /** Address of the private origin; empty: on the host that was asked, at `originPort`. */
  readonly originBaseUrl: string;
  /** Asked for each link, for an origin whose port the system chose may start again at another; 0 while it does not run. */
  readonly originPort: () => number;
}

/** What the routes work with. */
export interface HttpApiParts {
  readonly snapshots: CurrentSnapshot;
  readonly playback: PlaybackResolver;
  readonly settings: HttpApiSettings;
  readonly clock: Clock;
  readonly log: Logger;
}
