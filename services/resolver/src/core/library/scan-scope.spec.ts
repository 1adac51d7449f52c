import { describe, expect, it } from '@jest/globals';
import type { ChangedFolder } from './model.js';
import type { FolderListing } from './ports.js';
import { foldersNamed, ScanScope } from './scan-scope.js';

const listing = (path: string, folders: readonly string[]): FolderListing => ({
  ...{ root: '/m', path, unreadable: undefined, empty: false, mounted: false, audio: [], playlists: [], unread: [], problems: [] },
  folders,
});
const changed = (path: string, whole = false): ChangedFolder => ({ root: '/m', path, whole });
const covers = (scope: ScanScope, ...paths: readonly string[]): boolean[] => paths.map((path) => scope.covers({ root: '/m', path }));

describe('when a part of the library was looked at', () => {
  it('covers the files of its folders and of those that are gone, but not of those that were not entered', () => {
    const scope = new ScanScope([changed('a')], [listing('a', ['there'])]);
    expect(covers(scope, 'a/1.mp3', 'a/there/1.mp3', 'a/gone/1.mp3', 'a/gone/deep/1.mp3')).toEqual([true, false, true, true]);
    expect(covers(scope, '1.mp3', 'b/1.mp3', 'ab/1.mp3')).toEqual([false, false, false]);
    expect(scope.covers({ root: '/n', path: 'a/1.mp3' })).toBe(false);
  });

  it('covers everything in a whole folder, even if only the one above it is left', () => {
    const scope = new ScanScope([changed('a/b', true)], [listing('a', ['c'])]);
    expect(covers(scope, 'a/b/x/1.mp3', 'a/1.mp3', 'a/c/1.mp3')).toEqual([true, true, false]);
  });

  it('covers everything if no folder was named', () => {
    expect(covers(new ScanScope(undefined, []), '1.mp3', 'x/y/1.mp3')).toEqual([true, true]);
  });
});

describe('when folders are named', () => {
  const roots = [{ path: '/m' }, { path: '/m/inner' }, { path: '/' }];
  const named = (path: string) => foldersNamed([{ path, whole: true }], roots.slice(0, 2))[0];

  it('each lies below the nearest library folder', () => {
    expect(named('/m/a/b/')).toEqual({ root: '/m', path: 'a/b', whole: true });
    expect(named('/m')).toEqual({ root: '/m', path: '', whole: true });
    expect(named('/m/inner/x')).toEqual({ root: '/m/inner', path: 'x', whole: true });
    expect(foldersNamed([{ path: '/etc', whole: false }], roots)).toEqual([{ root: '/', path: 'etc', whole: false }]);
  });

  it('others are refused', () => {
    for (const path of ['/mm', '/', '/m/.git/x', '/m/@eaDir'])
      expect(() => named(path)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(() => foldersNamed([{ path: '/m', whole: true }], [])).toThrow(expect.objectContaining({ code: 'failed_precondition' }));
  });
});
