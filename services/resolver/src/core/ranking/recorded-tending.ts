import type { Actor, Audit } from '@catalogsync/audit';
import type { Source } from '../sources/source.js';
import type { SourceTest, TendSource } from './tend-source.js';

/** What people do to sources, recorded. */
export class RecordedTending {
  constructor(
    private readonly tending: TendSource,
    private readonly audit: Audit,
  ) {}

  /** @throws Fault as `TendSource.test` */
  test(source: Source, actor: Actor, signal: AbortSignal): Promise<SourceTest> {
    return this.audit.run({ ...actor, action: 'testSource', target: `source ${source.name}` }, () => this.tending.test(source, signal));
  }

  /** @returns how many origins knew it */
  reset(source: string, origin: string | undefined, actor: Actor): Promise<number> {
    const target = `source ${source}${origin === undefined ? '' : ` for ${origin}`}`;
    return this.audit.change({ ...actor, action: 'resetSource', target }, (commit) => commit(() => this.tending.reset(source, origin)));
  }
}
