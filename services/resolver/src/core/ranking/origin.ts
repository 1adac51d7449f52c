import { sourceName } from '../sources/source-name.js';
import type { SourceRegistry } from '../sources/source-registry.js';

/** Statistics of songs that come from nowhere in particular. */
const noOrigin = 'none';

/** The name under which statistics of a platform's songs are kept; the platform need not be a source. */
export function originOf(platform: string | undefined, registry: SourceRegistry): string {
  const name = registry.find(platform)?.name ?? sourceName(platform ?? '');
  return name === '' ? noOrigin : name;
}
