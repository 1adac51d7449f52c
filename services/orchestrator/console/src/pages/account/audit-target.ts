import type { Search } from '../../shell/search.js';

interface Place {
  readonly to: string;
  readonly search?: Search;
}

type PlaceOf = (id: string) => Place;

/** The pages of what a target may name, by the word before its number or in its path. */
const places: Readonly<Record<string, PlaceOf>> = {
  job: (id) => ({ to: `/jobs/${id}` }),
  jobs: (id) => ({ to: `/jobs/${id}` }),
  song: (id) => ({ to: `/songs/${id}` }),
  songs: (id) => ({ to: `/songs/${id}` }),
  playlist: (id) => ({ to: `/playlists/${id}` }),
  playlists: (id) => ({ to: `/playlists/${id}` }),
  item: (id) => ({ to: '/logs', search: { itemId: id } }),
  items: (id) => ({ to: '/logs', search: { itemId: id } }),
  revision: (id) => ({ to: '/config', search: { tab: 'revisions', revision: id } }),
  revisions: (id) => ({ to: '/config', search: { tab: 'revisions', revision: id } }),
};

const found = (word: string | undefined, id: string | undefined): Place | undefined =>
  word === undefined || id === undefined || !Object.hasOwn(places, word) ? undefined : places[word]?.(id);

/** The page of what an entry of the audit log changed, such as "job 17" or "/api/jobs/17/pause", if it names one thing that has a page. */
export function placeOf(target: string): Place | undefined {
  if (target === 'configuration') return { to: '/config' };
  const named = /^([a-z]+) (\d+)$/.exec(target);
  const path = /^\/api\/(?:[a-z]+\/)*?([a-z]+)\/(\d+)(?:\/[a-z-]+)?$/.exec(target);
  return found(named?.[1], named?.[2]) ?? found(path?.[1], path?.[2]);
}
