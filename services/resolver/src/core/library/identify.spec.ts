import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare, type FolderView, viewFolders } from './compare.js';
import { identify, type OpenedFile } from './identify.js';
import { type FolderKey, type FoundFile, type KnownFile, tagRules } from './model.js';
import type { FolderListing } from './ports.js';
import { ScanScope } from './scan-scope.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const pause = async (): Promise<void> => undefined;

/** A model of a folder: the content at each path. Every write sets a new stamp. */
type Disk = ReadonlyMap<string, { readonly content: string; readonly stamp: number; readonly inode: number }>;

/** A letter for the audio and a digit for the song that the tags name. */
const contentOf = (content: string | undefined) => ({ fingerprint: content, audioHash: content?.slice(0, 1) });

const elsewhere = { trackOf: () => undefined, contentOf: () => undefined };

/** One scan of the model; returns the rows afterwards. */
async function scan(disk: Disk, known: readonly KnownFile[]): Promise<KnownFile[]> {
  const found: FoundFile[] = [...disk].map(([path, { stamp, inode }]) => ({ root: '/m', path, size: 1, mtimeMs: stamp, inode }));
  const comparison = await compare(found, known, [], pause);
  const opened = comparison.toOpen.map(
    ({ file, known: row }): OpenedFile => ({ file, known: row, kind: 'audio', ...contentOf(disk.get(file.path)?.content) }),
  );
  const sameSong = (row: KnownFile, file: FoundFile): boolean => row.fingerprint?.at(1) === disk.get(file.path)?.content.at(1);
  const { assignments, gone } = await identify(comparison, opened, known, { sha256, pause, sameSong, elsewhere });
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of gone) rows.set(row.id, { ...row, state: 'gone' });
  let nextId = Math.max(0, ...known.map((row) => row.id)) + 1;
  for (const { file, row, trackId } of assignments) {
    const id = row?.id ?? nextId++;
    rows.set(id, { ...file, id, state: 'listed', reason: '', ...contentOf(disk.get(file.path)?.content), trackId, tagRules });
  }
  return [...rows.values()];
}

const live = (rows: readonly KnownFile[]): KnownFile[] => rows.filter((row) => row.state !== 'gone');
const idsByPath = (rows: readonly KnownFile[]): Map<string, string | undefined> =>
  new Map(live(rows).map((row) => [row.path, row.trackId]));

const path = fc.constantFrom('a.mp3', 'b.mp3', 'c.mp3', 'd.mp3', 'e.mp3');
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path, content: fc.constantFrom('A1', 'A2', 'B1', 'B2', 'C1', 'C3') }),
  fc.record({ kind: fc.constant('move' as const), path, to: path }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({ kind: fc.constant('touch' as const), path }),
);

describe('when folders change in any way between two scans', () => {
  it('lists every path once, keeps unchanged files, follows moved ones, and never gives one id to two contents', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (scans) => {
        const disk = new Map<string, { content: string; stamp: number; inode: number }>();
        let rows: KnownFile[] = [];
        let clock = 0;
        for (const steps of scans) {
          const before = idsByPath(rows);
          const goneAudio = new Set(rows.filter((row) => row.state === 'gone').map((row) => row.audioHash));
          const contentBefore = new Map(live(rows).map((row) => [row.path, row.fingerprint]));
          for (const change of steps) {
            clock++;
            const file = disk.get(change.path);
            if (change.kind === 'write') disk.set(change.path, { content: change.content, stamp: clock, inode: file?.inode ?? clock });
            else if (file !== undefined) {
              if (change.kind === 'touch') disk.set(change.path, { ...file, stamp: clock });
              else disk.delete(change.path);
              if (change.kind === 'move') disk.set(change.to, file);
            }
          }
          rows = await scan(disk, rows);
          const after = idsByPath(rows);
          expect([...after.keys()].sort()).toEqual([...disk.keys()].sort());
          const contents = new Map<string | undefined, string>();
          for (const [at, { content }] of disk) {
            const id = after.get(at);
            expect(id).toBeDefined();
            expect(contents.get(id) ?? content).toBe(content);
            contents.set(id, content);
            if (contentBefore.get(at) === content) expect(id).toBe(before.get(at));
          }
          // Content that was in one place and is in exactly one other is the same track.
          for (const [at, content] of contentBefore) {
            const places = [...disk].filter(([, file]) => file.content === content).map(([place]) => place);
            const sources = [...contentBefore.values()].filter((value) => value === content).length;
            if (sources === 1 && places.length === 1 && !disk.has(at) && !before.has(places[0] ?? ''))
              expect(after.get(places[0] ?? '')).toBe(before.get(at));
          }
          // Audio that is in exactly one place, before and after, is the same track, whatever its tags and wherever it is.
          for (const [at, content] of contentBefore) {
            const audio = content?.slice(0, 1);
            const places = [...disk].filter(([, file]) => file.content.startsWith(audio ?? '?')).map(([place]) => place);
            const sources = [...contentBefore.values()].filter((value) => value?.slice(0, 1) === audio).length;
            if (sources === 1 && places.length === 1 && !goneAudio.has(audio)) expect(after.get(places[0] ?? '')).toBe(before.get(at));
          }
          // Another song under the same name is another track; a better encoding of the same one is not.
          for (const [at, content] of contentBefore) {
            const now = disk.get(at)?.content;
            if (content === undefined || now === undefined || now.startsWith(content.slice(0, 1))) continue;
            if (now.at(1) !== content.at(1)) expect(after.get(at)).not.toBe(before.get(at));
          }
          expect(live(await scan(disk, rows))).toEqual(live(rows));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('when a volume inside a root is not mounted', () => {
  const listing = (path: string, more: Partial<FolderListing> = {}): FolderListing => ({
    root: '/m',
    path,
    unreadable: undefined,
    empty: false,
    mounted: false,
    audio: [{ root: '/m', path: `${path}/x.mp3`, size: 1, mtimeMs: 1, inode: 1 }],
    playlists: [],
    unread: [],
    problems: [],
    ...more,
  });
  const mount = { root: '/m', path: 'usb' };
  const row: KnownFile = {
    id: 1,
    root: '/m',
    path: 'usb/a/1.mp3',
    size: 1,
    mtimeMs: 1,
    inode: 1,
    state: 'listed',
    tagRules,
    reason: '',
    fingerprint: 'f',
    audioHash: 'h',
    trackId: 't',
  };

  const view = (listings: readonly FolderListing[], mounts: readonly FolderKey[]): FolderView =>
    viewFolders(listings, { inside: [row], musicElsewhere: new Set() }, mounts, new ScanScope(undefined, listings));

  it('remembers a mounted volume, and keeps its files once the folder is empty', async () => {
    expect(view([listing(''), listing('usb', { mounted: true })], [])).toMatchObject({
      kept: [],
      mounts: [mount],
      problems: [],
    });
    const seen = view([listing(''), listing('usb', { empty: true, audio: [] })], [mount]);
    expect(seen).toMatchObject({ kept: [{ root: '/m', path: 'usb' }], mounts: [mount], problems: [{ path: '/m/usb' }] });
    expect(await compare([], [row], seen.kept, pause)).toMatchObject({ kept: [row], missing: [] });
  });

  it('forgets it if the folder is removed, and treats an ordinary empty folder as emptied', async () => {
    expect(view([listing('')], [mount])).toMatchObject({ kept: [], mounts: [] });
    const seen = view([listing(''), listing('usb', { empty: true, audio: [] })], []);
    expect(await compare([], [row], seen.kept, pause)).toMatchObject({ kept: [], missing: [row] });
  });
});
