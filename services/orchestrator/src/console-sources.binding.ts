import type { Audit } from '@catalogsync/audit';
import type { EngineStore } from '@catalogsync/job-engine';
import type { Database } from '@catalogsync/sqlite';
import type { SourceParts } from './adapters/http/api-parts.js';
import { SqliteSongIds } from './adapters/sqlite/stores/song-ids.js';
import { DecideQuarantine } from './core/console/decide-quarantine.js';
import { TendSources } from './core/console/tend-sources.js';
import type { Quarantine } from './core/download/quarantine.js';
import type { SourceRankings } from './core/sources/source-rankings.js';
import type { SourceStates } from './core/sources/source-states.js';

/** What the console asks the resolver. */
export interface ResolverParts {
  readonly sources: SourceStates & SourceRankings;
  readonly quarantine: Quarantine;
}

interface SourceNeeds {
  readonly database: Database;
  readonly store: Pick<EngineStore<unknown>, 'holds'>;
  readonly audit: Audit;
}

/** The console's part that is about sources, bound to its adapters. */
export function bindSources({ sources, quarantine }: ResolverParts, { database, store, audit }: SourceNeeds): SourceParts {
  const songs = new SqliteSongIds(database.reads);
  return {
    tending: new TendSources({ sources, store, audit }),
    rankings: sources,
    quarantine: new DecideQuarantine({ quarantine, songs, audit }),
  };
}
