import { orchestratorImportV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { ImportLibrary, ImportProgress } from '../../core/import/import-library.js';
import type { ImportReport } from '../../core/import/import-report.js';

export const importLibraryToken = Symbol('import of a library');

/** gRPC edge of ImportService. */
@Controller()
@wire.ImportServiceControllerMethods()
export class ImportController implements wire.ImportServiceController {
  constructor(@Inject(importLibraryToken) private readonly imports: ImportLibrary) {}

  importLibrary({ path }: wire.ImportLibraryRequest, _metadata?: unknown, call?: RpcCall): Observable<wire.ImportLibraryResponse> {
    const actor = actorOf(call);
    return streamOf((signal) => steps((report) => this.imports.run(path, actor, report, signal)));
  }
}

/** The newest progress whenever the caller is ready for it, then the report. */
async function* steps(
  run: (report: (progress: ImportProgress) => void) => Promise<ImportReport>,
): AsyncGenerator<wire.ImportLibraryResponse> {
  let newest: ImportProgress | undefined;
  let ring = (): void => undefined;
  const result = run((progress) => {
    newest = progress;
    ring();
  });
  let ended = false;
  const end = (): void => {
    ended = true;
    ring();
  };
  result.then(end, end);
  while (!ended) {
    await new Promise<void>((resolve) => {
      ring = resolve;
      if (ended || newest !== undefined) resolve();
    });
    if (newest !== undefined) yield { progress: { ...newest } };
    newest = undefined;
  }
  const { tables, notices } = await result;
  const shown = tables.map(({ skipped, ...table }) => ({
    ...table,
    skipped: skipped.map((rows) => ({ ...rows, examples: [...rows.examples] })),
  }));
  yield { report: { tables: shown, notices: [...notices] } };
}
