import { forgetAfterMs } from '../forget-files.js';
import { identify } from '../identify.js';
import type { LibraryStore, LibraryWriter } from '../library-store.js';
import { absolutePath, type FolderKey } from '../model.js';
import { type BuiltPlaylist, buildPlaylists } from '../playlists.js';
import type { Pause, Sha256Hex } from '../ports.js';
import { type ScanPhase, type ScanRun, throwIfAborted, viewIsStale, viewStampOf } from '../scan-run.js';

/** Gives files their identity and makes the new view, all in one transaction. */
export class PublishPhase implements ScanPhase {
  readonly name = 'publish';

  constructor(
    private readonly store: LibraryStore,
    private readonly sha256: Sha256Hex,
    private readonly pause: Pause,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    if (!viewIsStale(scan) && sameMounts(scan)) return;
    await this.store.replaceView((writer) => this.publish(scan, writer), scan.task.signal);
  }

  private async publish(scan: ScanRun, writer: LibraryWriter): Promise<void> {
    const { assignments, gone } = await identify(scan.walked.comparison, scan.opened, scan.walked.record.files, {
      sha256: this.sha256,
      pause: this.pause,
      sameSong: (row, file) => writer.files.sameSong(row, file),
      elsewhere: writer.files.elsewhere(scan.walked.record.files),
    });
    await writer.files.markGone(gone, scan.task.at);
    await writer.files.saveCompanionStamps(scan.walked.comparison.companionsChanged);
    await writer.files.apply(assignments, scan.task.at, this.pause);
    await writer.files.forget(scan.task.at - forgetAfterMs);
    await writer.saveMounts(scan.walked.folders.mounts);
    await writer.saveViewStamp(viewStampOf(scan.task.roots));
    throwIfAborted(scan.task.signal);
    if (viewIsStale(scan)) await this.publishPlaylists(scan, writer);
    throwIfAborted(scan.task.signal);
    for (const { change, trackId } of assignments) {
      // A new file that could not be read is a problem, not an addition to the library.
      if (change !== 'touched' && !(change === 'added' && trackId === undefined)) scan.counts[change]++;
    }
    scan.counts.removed += gone.filter((row) => row.state === 'listed').length;
  }

  private async publishPlaylists(scan: ScanRun, writer: LibraryWriter): Promise<void> {
    if (scan.playlists.changed) await writer.playlists.saveFiles(scan.playlists.files);
    await writer.playlists.saveProblems(scan.playlists.problems);
    const stale = new Map(await writer.playlists.versions());
    const build = { tracks: writer.tracks, playlistFiles: scan.playlists.files, entries: scan.playlists.entries };
    const put = async (built: BuiltPlaylist): Promise<void> => {
      if (stale.get(built.playlist.remoteId) !== built.playlist.version) await writer.playlists.put(built.playlist, built.trackIds);
      stale.delete(built.playlist.remoteId);
    };
    await buildPlaylists(build, { sha256: this.sha256, pause: this.pause, put });
    for (const remoteId of stale.keys()) await writer.playlists.remove(remoteId);
  }
}

function sameMounts(scan: ScanRun): boolean {
  const places = (keys: readonly FolderKey[]): string => JSON.stringify(keys.map(absolutePath).sort());
  return places(scan.walked.folders.mounts) === places(scan.walked.record.mounts);
}
