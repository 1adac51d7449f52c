import { orchestratorImportV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';

export type ImportedTable = Readonly<orchestratorImportV1.ImportedTable>;
export type ImportReport = Readonly<orchestratorImportV1.ImportReport>;
export type ImportProgress = Readonly<orchestratorImportV1.ImportProgress>;

/** A slow disk and a large library. */
const importMs = 24 * 3_600_000;

/** Takes databases of an earlier tool over into one orchestrator's catalogue. */
export class ImportClient extends clientOf(orchestratorImportV1.ImportServiceService, 'orchestrator') {
  /** @param path absolute */
  async importLibrary(path: string, onProgress: (progress: ImportProgress) => void, signal: AbortSignal): Promise<ImportReport> {
    let report: ImportReport | undefined;
    for await (const step of this.rpc.importLibrary({ path }, { deadlineMs: importMs, signal })) {
      if (step.progress !== undefined) onProgress(step.progress);
      report = step.report ?? report;
    }
    return required(report, 'report');
  }
}
