/** How a platform writes the addresses of its playlists. */
interface AddressForm {
  /** These and all below them. */
  readonly hosts: readonly string[];
  /** Matched against the path, or, where a page's own routing stands behind `#`, against that; group 1 is the id. */
  readonly paths?: readonly RegExp[];
  /** Paths that name the playlist in a parameter of the query. */
  readonly queries?: readonly { readonly path: RegExp; readonly parameter: string }[];
}

const digits = /^\d+$/;
const anyPath = /^\//;

/** One line per platform of the sources that list playlists. Those without addresses are named by id only. */
const forms: Readonly<Record<string, AddressForm>> = {
  library: { hosts: [] },
  subsonic: { hosts: [] },
  qq: {
    hosts: ['y.qq.com'],
    paths: [/\/(?:playlist|playsquare|taoge)\/(\d+)(?:\.html)?\/?$/],
    queries: [{ path: /\/(?:taoge|playlist|playsquare|details)(?:\/\w+)?(?:\.html)?\/?$/, parameter: 'id' }],
  },
  netease: {
    hosts: ['music.163.com'],
    paths: [/^\/(?:m\/)?playlist\/(\d+)(?:\/|$)/],
    queries: [{ path: /^\/(?:m\/)?(?:my\/m\/music\/)?(?:playlist|discover\/toplist)\/?$/, parameter: 'id' }],
  },
  kuwo: {
    hosts: ['kuwo.cn'],
    paths: [/\/playlist_detail\/(\d+)\/?$/],
    queries: [{ path: /\/playlist(?:\/index)?\/?$/, parameter: 'pid' }],
  },
  migu: {
    hosts: ['music.migu.cn'],
    paths: [/\/playlist\/(\d+)\/?$/],
    queries: [
      { path: /\/playlist\/?$/, parameter: 'playlistId' },
      { path: /\/playlist\/?$/, parameter: 'id' },
    ],
  },
  qianqian: { hosts: ['music.91q.com', 'music.taihe.com'], paths: [/^\/songlist\/(\d+)\/?$/] },
  youtube: { hosts: ['youtube.com', 'youtu.be'], queries: [{ path: anyPath, parameter: 'list' }] },
  soundcloud: { hosts: ['soundcloud.com'], paths: [/^\/([^/]+\/sets\/[^/]+)\/?$/] },
  deezer: { hosts: ['deezer.com'], paths: [/^(?:\/[a-z]{2}(?:-[a-z]{2})?)?\/playlist\/(\d+)\/?$/] },
  tidal: { hosts: ['tidal.com'], paths: [/^(?:\/browse)?\/playlist\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/u)?\/?$/i] },
  qobuz: { hosts: ['qobuz.com'], paths: [/^(?:\/[a-z]{2}-[a-z]{2})?\/playlists?\/(?:[^/]+\/)?(\d+)\/?$/] },
  archive: { hosts: ['archive.org'], paths: [/^\/details\/([\w.-]+)\/?$/] },
  jamendo: { hosts: ['jamendo.com'], paths: [/^(?:\/[a-z]{2})?\/playlist\/(\d+)(?:\/[^/]*)?\/?$/] },
};

/** Platforms whose playlists a file may name. */
export const playlistPlatforms: readonly string[] = Object.keys(forms);

/** The platform of an address, by its host; undefined if none of ours is there. */
export function platformOfHost(hostname: string): string | undefined {
  const host = hostname.replace(/\.$/, '');
  const isBelow = (parent: string): boolean => host === parent || host.endsWith(`.${parent}`);
  return playlistPlatforms.find((platform) => forms[platform]?.hosts.some(isBelow));
}

/** Id of the playlist at an address of this platform; undefined if the address is none of a playlist. */
export function remoteIdAt(platform: string, url: URL): string | undefined {
  const form = forms[platform];
  if (form === undefined) return undefined;
  // `#/playlist?id=1` is a page of its own.
  const routed = /^#!?(\/.*)$/.exec(url.hash)?.[1];
  const page = routed === undefined ? url : new URL(`http://page.invalid${routed}`);
  for (const path of form.paths ?? []) {
    const found = path.exec(decoded(page.pathname))?.[1];
    if (found !== undefined) return found;
  }
  for (const { path, parameter } of form.queries ?? []) {
    const value = page.searchParams.get(parameter);
    if (value !== null && path.test(page.pathname) && isIdOf(platform, value)) return value;
  }
  return undefined;
}

/** All but one of the platforms that write ids into the query count them. */
const isIdOf = (platform: string, value: string): boolean => (platform === 'youtube' ? /^[\w-]{2,80}$/ : digits).test(value);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray % is no encoding; the address may still be good.
    return path;
  }
}
