import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import type { ServiceContext } from '@catalogsync/runtime';
import { configKeys, type ResolverConfig, readResolverConfig } from './config.js';
import type { ChangedSettings, SourceSettings } from './core/reload/reload-sources.js';
import type { Source } from './core/sources/source.js';
import { keysOfSources, remoteSources } from './sources.binding.js';

type Key = keyof typeof configKeys;

const allKeys = Object.keys(configKeys) as Key[];
const keysOfAnySource = new Set([...keysOfSources.values()].flat());
const ownKeys = allKeys.filter((key) => !keysOfAnySource.has(key));

/** The resolver's settings in the files of its installation. */
export class ReadableSettings implements SourceSettings {
  private present: ResolverConfig;

  /** @param gated puts opened sources behind their gates */
  constructor(
    private readonly started: ResolverConfig,
    private readonly environment: ServiceContext['environment'],
    private readonly http: HttpClient,
    private readonly gated: (sources: readonly Source[]) => Source[],
  ) {
    this.present = started;
  }

  async read(): Promise<ChangedSettings> {
    if (this.environment === undefined) {
      throw new Fault('unsupported', 'this resolver cannot read its settings again', { hint: 'Restart it.' });
    }
    const next = readResolverConfig(await this.environment());
    const changed = new Map(
      [...keysOfSources].flatMap(([name, keys]) => {
        const differing = (keys as Key[]).filter((key) => differs(key, this.present, next));
        return differing.length === 0 ? [] : [[name, differing] as const];
      }),
    );
    const sources = this.gated(remoteSources(next, this.http).filter(({ name }) => changed.has(name)));
    return {
      opened: sources.map((source) => ({ source, keys: changed.get(source.name) ?? [] })),
      restartKeys: ownKeys.filter((key) => differs(key, this.started, next)),
      accept: () => {
        this.present = next;
      },
    };
  }
}

function differs(key: Key, one: ResolverConfig, other: ResolverConfig): boolean {
  return JSON.stringify(one[key]) !== JSON.stringify(other[key]);
}
