import { resolverLibraryV1 as wire } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import type { Logger } from '@catalogsync/runtime';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { absolutePath, type ChangedFolder, type LibraryRoot, type ScanProgress, type ScanSummary } from '../../core/library/model.js';
import { ScanLibrary } from '../../core/library/scan-library.js';
import { foldersNamed } from '../../core/library/scan-scope.js';
import type { WatchedRoot, WatchStep } from '../../core/library/watch/model.js';
import { WatchLibrary } from '../../core/library/watch/watch-library.js';
import { toScanProgress, toSummary } from './messages.js';
import { pacedSteps } from './paced-steps.js';
import { logToken, stopSignalToken } from './resolver.controller.js';

export const libraryRootsToken = Symbol('library roots');

/** While a scan waits for its turn or for a slow disk: callers know that the resolver is alive. */
const signOfLifeMs = 20_000;
const modes = {
  off: wire.WatchMode.WATCH_MODE_OFF,
  events: wire.WatchMode.WATCH_MODE_EVENTS,
  polling: wire.WatchMode.WATCH_MODE_POLLING,
} as const;

/** gRPC edge of the LibraryService. */
@Controller()
@wire.LibraryServiceControllerMethods()
export class LibraryController implements wire.LibraryServiceController {
  constructor(
    @Inject(WatchLibrary) private readonly watch: WatchLibrary,
    @Inject(ScanLibrary) private readonly scanner: ScanLibrary,
    @Inject(libraryRootsToken) private readonly roots: readonly LibraryRoot[],
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
    @Inject(logToken) private readonly log: Logger,
  ) {}

  watchLibrary(): Observable<wire.WatchLibraryResponse> {
    return streamOf((left) => this.steps(AbortSignal.any([left, this.stopping])));
  }

  scanFolders({ folders }: wire.ScanFoldersRequest): Observable<wire.ScanFoldersResponse> {
    return streamOf((left) => this.scan(folders, AbortSignal.any([left, this.stopping])));
  }

  async getWatch(): Promise<wire.GetWatchResponse> {
    return { watched: this.watch.status().map(toWatched) };
  }

  private async *steps(signal: AbortSignal): AsyncGenerator<wire.WatchLibraryResponse> {
    for await (const step of this.watch.run(signal)) {
      if (step.kind === 'watched') this.log.info({ roots: step.roots }, 'the library folders are watched');
      yield toStep(step);
    }
  }

  private async *scan(named: readonly wire.ChangedFolder[], signal: AbortSignal): AsyncGenerator<wire.ScanFoldersResponse> {
    const folders = named.length === 0 ? undefined : foldersNamed(named, this.roots);
    for await (const step of pacedSteps<ScanProgress, ScanSummary>((report) => this.scanWithSigns(folders, signal, report))) {
      if (step.kind === 'report') yield toScanProgress(step.report);
      else {
        const { problems, duplicates, ...figures } = step.result;
        this.log.info({ ...figures, folders: folders?.length, problems: problems.slice(0, 10) }, 'the library was scanned');
        yield toSummary(step.result);
      }
    }
  }

  private async scanWithSigns(
    folders: readonly ChangedFolder[] | undefined,
    signal: AbortSignal,
    report: (progress: ScanProgress) => void,
  ): Promise<ScanSummary> {
    let last: ScanProgress = { filesSeen: 0, filesRead: 0, currentPath: '' };
    const signs = setInterval(() => report(last), signOfLifeMs);
    try {
      return await this.scanner.run({
        signal,
        folders,
        waits: true,
        onProgress: (progress) => {
          last = progress;
          report(progress);
        },
      });
    } finally {
      clearInterval(signs);
    }
  }
}

function toStep(step: WatchStep): wire.WatchLibraryResponse {
  switch (step.kind) {
    case 'watched':
      return { folders: [], watched: step.roots.map(toWatched) };
    case 'changed':
      return { folders: step.folders.map((folder) => ({ path: absolutePath(folder), whole: folder.whole })), watched: [] };
    case 'alive':
      return { folders: [], watched: [] };
  }
}

const toWatched = ({ root, mode, reason = '', folders }: WatchedRoot): wire.WatchedFolder => ({
  path: root,
  mode: modes[mode],
  reason,
  folders,
});
