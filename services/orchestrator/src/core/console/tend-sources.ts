import type { Actor, Audit } from '@catalogsync/audit';
import type { EngineStore } from '@catalogsync/job-engine';
import type { ReloadedSources, SourceState, SourceStates, SourceTest } from '../sources/source-states.js';

/** A source with what people decided about it. */
export interface TendedSource extends SourceState {
  /** When it was paused, in milliseconds since 1970; undefined unless it is. */
  readonly pausedSince: number | undefined;
}

export interface TendSourcesParts {
  readonly sources: SourceStates;
  readonly store: Pick<EngineStore<unknown>, 'holds'>;
  readonly audit: Audit;
}

/**
 * The sources as people tend them. The resolver records what is asked of it too, but knows only which service asked; here is
 * recorded who it was. Every method throws Faults as `SourceStates` does.
 */
export class TendSources {
  constructor(private readonly parts: TendSourcesParts) {}

  /** In configured order. */
  async list(signal: AbortSignal): Promise<readonly TendedSource[]> {
    const { sources, store } = this.parts;
    const [states, holds] = await Promise.all([sources.states(signal), store.holds()]);
    const pausedSince = new Map(holds.flatMap(({ kind, name, since }) => (kind === 'source' ? [[name, since]] : [])));
    return states.map((state) => ({ ...state, pausedSince: pausedSince.get(state.name) }));
  }

  test(source: string, actor: Actor, signal: AbortSignal): Promise<SourceTest> {
    return this.recorded(actor, 'testSource', `source ${source}`, () => this.parts.sources.test(source, signal));
  }

  /** @returns for how many origins there was something */
  reset(source: string, origin: string | undefined, actor: Actor, signal: AbortSignal): Promise<number> {
    const target = `source ${source}${origin === undefined ? '' : ` for ${origin}`}`;
    return this.recorded(actor, 'resetSource', target, () => this.parts.sources.reset(source, origin, signal));
  }

  reload(actor: Actor, signal: AbortSignal): Promise<ReloadedSources> {
    return this.recorded(actor, 'reloadSources', 'the sources', () => this.parts.sources.reload(signal));
  }

  private recorded<T>(actor: Actor, action: string, target: string, act: () => Promise<T>): Promise<T> {
    return this.parts.audit.run({ ...actor, action, target }, act);
  }
}
