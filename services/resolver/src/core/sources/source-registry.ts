import { Fault } from '@catalogsync/faults';
import type { Source } from './source.js';

/** The sources of this resolver, in configured order. Adding one is one line where it is built. */
export class SourceRegistry {
  readonly #byName: ReadonlyMap<string, Source>;

  constructor(sources: readonly Source[]) {
    this.#byName = new Map(sources.map((source) => [source.name, source]));
    if (this.#byName.size !== sources.length) throw new Fault('invalid_argument', 'two sources have the same name');
  }

  all(): Source[] {
    return [...this.#byName.values()];
  }

  /** @throws Fault `not_found` that names the sources there are. */
  get(name: string): Source {
    const source = this.#byName.get(name);
    if (source !== undefined) return source;
    throw new Fault('not_found', `no source is called "${name}"`, { hint: `There are: ${[...this.#byName.keys()].join(', ')}.` });
  }
}
