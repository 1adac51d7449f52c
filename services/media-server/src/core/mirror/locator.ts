import type { LocatorOf } from './song-matcher.js';

/**
 * Where a track's file is below our library, from where the server says that it is.
 * @param root where the server sees our library
 */
export const locatorBelow = (root: string): LocatorOf => {
  const prefix = `${root.replace(/\/+$/, '')}/`;
  return ({ path }) => {
    if (path === undefined || path === '') return undefined;
    if (path.startsWith(prefix)) return path.slice(prefix.length);
    // Some servers tell paths relative to their library.
    return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? undefined : path;
  };
};
