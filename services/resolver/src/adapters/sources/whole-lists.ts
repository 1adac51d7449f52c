import { plainTrack } from '../../core/sources/described.js';
import { pageByPosition } from '../../core/sources/paging.js';
import type { Page, PageRequest } from '../../core/sources/source.js';
import type { SourceTrack } from '../../core/sources/source-track.js';
import { versionOf } from './identity.js';

/** The tracks of a list, and what the user should know about it. */
export interface WholeList {
  readonly tracks: readonly SourceTrack[];
  readonly notices: readonly string[];
}

/** Lists that may be read at the same time. */
const mostKept = 8;

/**
 * Pages of lists that a service's own pages make up. A list is read whole at its first page, and kept until its last one is
 * taken or too many others were begun, so that a long one is not read again for each of its pages.
 */
export class WholeLists {
  private readonly kept = new Map<string, { readonly version: string; readonly tracks: readonly SourceTrack[] }>();

  constructor(private readonly read: (id: string, signal: AbortSignal) => Promise<WholeList>) {}

  /** @throws Fault as `PlaylistTrackLister` */
  async page(id: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const kept = page.after === undefined ? undefined : this.kept.get(id);
    const { tracks, notices } = kept === undefined ? await this.read(id, signal) : { ...kept, notices: [] };
    const version = kept?.version ?? versionOf(tracks.map(plainTrack));
    const shown = pageByPosition(tracks, version, page);
    this.kept.delete(id);
    if (shown.next !== undefined) this.keep(id, { version, tracks });
    return { ...shown, notices };
  }

  private keep(id: string, list: { readonly version: string; readonly tracks: readonly SourceTrack[] }): void {
    this.kept.set(id, list);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
  }
}
