/** The forms of the addresses of one kind of page. */
export interface AddressForms {
  /** Matched against the path; group 1 is the id. */
  readonly paths?: readonly RegExp[];
  /** Pages that name it in a query parameter. */
  readonly queries?: readonly QueryForm[];
}

/** How a platform writes the addresses of its playlists. */
export interface PlaylistAddresses extends AddressForms {
  /** These and their subdomains; none if the platform's playlists have no addresses, only ids. */
  readonly hosts: readonly string[];
  /** Hosts of short links, which redirect to such an address. */
  readonly shortHosts?: readonly string[];
  /** How it writes the addresses of songs, as people share them. */
  readonly songs?: AddressForms;
}

interface QueryForm {
  /** If left out, any path. */
  readonly path?: RegExp;
  readonly parameter: string;
  /** What the parameter must look like; a number if left out. */
  readonly id?: RegExp;
}

/** A platform whose playlists users may name, whether or not a source serves it yet. */
export interface Platform {
  readonly name: string;
  /** Other names it is known by (behaviour 205). */
  readonly aliases?: readonly string[];
  readonly addresses: PlaylistAddresses;
}

/** For platforms whose playlists have no addresses. */
export const namedById: PlaylistAddresses = { hosts: [] };

export function isHostOf({ hosts }: Pick<PlaylistAddresses, 'hosts'>, hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return hosts.some((parent) => host === parent || host.endsWith(`.${parent}`));
}

export const isShortHostOf = ({ shortHosts = [] }: PlaylistAddresses, hostname: string): boolean =>
  isHostOf({ hosts: shortHosts }, hostname);

/** Id of the song at an address of this platform; undefined if no song is there. */
export const songIdAt = ({ songs }: PlaylistAddresses, url: URL): string | undefined =>
  songs === undefined ? undefined : idAt(songs, url);

/** Id of the playlist at an address of this platform; undefined if no playlist is there. */
export function idAt({ paths = [], queries = [] }: AddressForms, url: URL): string | undefined {
  // `#/playlist?id=1` is a page of its own.
  const routed = /^#!?(\/.*)$/.exec(url.hash)?.[1];
  const page = routed === undefined ? url : new URL(`http://page.invalid${routed}`);
  const path = decoded(page.pathname);
  for (const form of paths) {
    const found = form.exec(path)?.[1];
    if (found !== undefined) return found;
  }
  for (const { path: form = /^\//, parameter, id = /^\d+$/ } of queries) {
    const value = page.searchParams.get(parameter);
    if (value !== null && form.test(page.pathname) && id.test(value)) return value;
  }
  return undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray % is not an encoding; the address may still be valid.
    return path;
  }
}
