import type { DuplicateFiles, LibraryFault } from '../clients/faults-client.js';
import type { LeftOver } from '../clients/purge-client.js';
import { instantText } from './job-tables.js';
import { table, wholeSentences } from './table.js';

/** A path is read whole: it is what `library set-aside` takes. */
export function faultLines(faults: readonly LibraryFault[]): string[] {
  if (faults.length === 0) return ['nothing is known to be wrong'];
  return faults.flatMap(({ path, reason, firstSeenAt, setAsideAt, setAsideBy }) => [
    path,
    `  ${reason}`,
    `  since ${instantText(firstSeenAt)}${setAsideAt === 0 ? '' : `; set aside on ${instantText(setAsideAt)} by ${setAsideBy}`}`,
  ]);
}

/** Paths are read whole, as in `faultLines`. */
export function duplicateLines(duplicates: readonly DuplicateFiles[]): string[] {
  if (duplicates.length === 0) return ['no two files have the same content'];
  return duplicates.flatMap(({ sizeBytes, count, paths }) => [
    `${count} times ${(sizeBytes / 1e6).toFixed(1)} MB`,
    ...paths.map((path) => `  ${path}`),
    ...(count > paths.length ? [`  and ${count - paths.length} more`] : []),
  ]);
}

export function leftOverLines(leftOvers: readonly LeftOver[]): string[] {
  const rows = leftOvers.map(({ what, count, examples }) => [what, String(count), examples.join(', ')]);
  return table([['WHAT', 'COUNT', 'SUCH AS'], ...rows], wholeSentences);
}
