import { Fault } from '@catalogsync/faults';
import type { Source } from './source.js';

/**
 * Our name of a source, from what a person or an earlier tool wrote: `QQMusicClient` is `qq`, ` Migu ` is `migu`
 * (behaviour 27).
 */
export function sourceName(text: string): string {
  const trimmed = text.trim();
  const bare = trimmed.replace(/(?:Music)?Client$/, '');
  return (bare === '' ? trimmed : bare).toLowerCase();
}

/** The sources of this resolver, in configured order. Adding one is one line where it is built. */
export class SourceRegistry {
  private readonly sources: readonly Source[];
  /** By name and by alias. */
  private readonly byName = new Map<string, Source>();

  /** @throws Fault `invalid_argument` if two sources share a name or an alias */
  constructor(sources: readonly Source[]) {
    this.sources = sources;
    for (const source of sources) {
      for (const name of [source.name, ...(source.aliases ?? [])]) {
        if (this.byName.has(name)) throw new Fault('invalid_argument', `two sources are called "${name}"`);
        this.byName.set(name, source);
      }
    }
  }

  all(): Source[] {
    return [...this.sources];
  }

  /** By name, alias, or the name of an earlier tool's client (behaviours 27, 204, 205). */
  find(name: string | undefined): Source | undefined {
    if (name === undefined) return undefined;
    return this.byName.get(name) ?? this.byName.get(sourceName(name));
  }

  /** As `find`. @throws Fault `not_found` that lists the sources. */
  get(name: string): Source {
    const source = this.find(name);
    if (source !== undefined) return source;
    throw new Fault('not_found', `no source is called "${name}"`, {
      hint: `There are: ${this.sources.map((one) => one.name).join(', ')}.`,
    });
  }
}
