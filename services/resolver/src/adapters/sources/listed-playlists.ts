import { Fault, type FaultCode } from '@catalogsync/faults';
import { orNothing } from '../../core/sources/answers.js';
import { describedPage } from '../../core/sources/paging.js';
import type { Page, PageRequest, SourcePlaylist } from '../../core/sources/source.js';
import type { PooledList } from './listed-once.js';

/** Playlists or charts that a service lists, or that the user names in a key. */
export interface Listing<T> {
  readonly lists: readonly PooledList<T>[];
  /** @throws Fault `not_found` for one that the service does not have, or no longer */
  readonly describe: (list: PooledList<T>) => Promise<SourcePlaylist>;
  /** What to tell the user about such a one. */
  readonly missing: (id: string) => string;
  /** The codes that say so, if `not_found` is not the only one. */
  readonly gone?: readonly FaultCode[];
  /** What to tell about all of them; told with the first page. */
  readonly notices?: readonly string[];
  /** Most on a page. */
  readonly most?: number;
}

/** Each list may cost a request or several, at one a second: a page must not take a minute, or it is given up and begun anew. */
const mostOnPage = 10;

/** A page of them. One that is gone is left out with a notice, and does not take the others with it. */
export async function listedPage<T>(listing: Listing<T>, page: PageRequest): Promise<Page<SourcePlaylist>> {
  const { lists, describe, missing, gone = ['not_found'], most = mostOnPage } = listing;
  const notices = page.after === undefined ? [...(listing.notices ?? [])] : [];
  const idOf = ({ id }: PooledList<T>): string => id;
  const { items, next } = await describedPage(lists, idOf, { ...page, limit: Math.min(page.limit, most) }, async (list) => {
    const playlist = await orNothing(gone, () => describe(list));
    if (playlist === undefined) notices.push(missing(list.id));
    return playlist;
  });
  return { items: items.filter((playlist) => playlist !== undefined), next, notices };
}

/** The same id. It throws Fault `not_found` for what has not the form of a playlist's id at the service, which is never asked for it then. */
export const playlistIdAt =
  (service: string, form: RegExp) =>
  (id: string): string => {
    if (form.test(id)) return id;
    throw new Fault('not_found', `this is not the id of a playlist at ${service}`);
  };
