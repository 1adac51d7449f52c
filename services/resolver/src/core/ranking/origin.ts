import { type SourceRegistry, sourceName } from '../sources/source-registry.js';

/** The origin of songs without a platform. */
const noOrigin = 'none';

/** The key of the statistics for a platform's songs; the platform need not be a source. */
export function originOf(platform: string | undefined, registry: SourceRegistry): string {
  const name = registry.find(platform)?.name ?? sourceName(platform ?? '');
  return name === '' ? noOrigin : name;
}
