import { HttpClient } from '@catalogsync/outbound-http';
import { httpListSource } from './adapters/http-list/source.js';
import { subsonicSource } from './adapters/subsonic/source.js';
import type { ResolverConfig } from './config.js';
import type { Source } from './core/sources/source.js';

/** The sources outside this machine, with what they keep open. */
export interface RemoteSources {
  /** In the order of `ListSources`; those whose keys are not set say so themselves. */
  readonly sources: readonly Source[];
  /** Lets open requests finish and ends the connections. */
  close(): Promise<void>;
}

/** One line per source. Opens nothing before the first request. */
export function openRemoteSources(config: ResolverConfig): RemoteSources {
  const http = new HttpClient({ userAgent: 'catalogsync' });
  const sources = [
    subsonicSource(
      { url: config.SUBSONIC_URL, user: config.SUBSONIC_USER, secret: config.SUBSONIC_PASSWORD, auth: config.SUBSONIC_AUTH },
      http,
    ),
    httpListSource(config.HTTP_LISTS, http),
  ];
  return { sources, close: () => http.close() };
}
