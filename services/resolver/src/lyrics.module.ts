import type { Provider } from '@nestjs/common';
import type { ResolverConfig } from './config.js';
import { MatchingChooser } from './core/downloads/matching-chooser.js';
import { FindLyrics } from './core/lyrics/find-lyrics.js';
import { type DownloadNeighbours, qualityProfiles } from './downloads.module.js';

/** Binds the search for lyrics for the LyricsController. */
export function lyricsProviders(
  config: ResolverConfig,
  { sources, manual, rejected }: Pick<DownloadNeighbours, 'sources' | 'manual' | 'rejected'>,
): Provider[] {
  const chooser = new MatchingChooser({ profiles: qualityProfiles(config), rejected, manual });
  return [{ provide: FindLyrics, useFactory: () => new FindLyrics(sources, chooser) }];
}
