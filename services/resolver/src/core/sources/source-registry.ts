import { platformName } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { Source } from './source.js';

/** The sources of this resolver, in configured order. Adding one is one line where it is built. */
export class SourceRegistry {
  /** By name and by alias. */
  private byName: ReadonlyMap<string, Source>;

  /** @throws Fault `invalid_argument` if two sources share a name or an alias */
  constructor(private sources: readonly Source[]) {
    this.byName = namesOf(sources);
  }

  /** Puts sources in the place of those of the same name. Whoever holds one of these goes on with it. */
  replace(opened: readonly Source[]): void {
    const anew = new Map(opened.map((source) => [source.name, source]));
    this.sources = this.sources.map((source) => anew.get(source.name) ?? source);
    this.byName = namesOf(this.sources);
  }

  all(): Source[] {
    return [...this.sources];
  }

  /** By name, alias, or the name of an earlier tool's client (behaviours 27, 204, 205). */
  find(name: string | undefined): Source | undefined {
    if (name === undefined) return undefined;
    return this.byName.get(name) ?? this.byName.get(platformName(name));
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

function namesOf(sources: readonly Source[]): ReadonlyMap<string, Source> {
  const byName = new Map<string, Source>();
  for (const source of sources) {
    for (const name of [source.name, ...(source.aliases ?? [])]) {
      if (byName.has(name)) throw new Fault('invalid_argument', `two sources are called "${name}"`);
      byName.set(name, source);
    }
  }
  return byName;
}
