import { resolverUpkeepV1 } from '@catalogsync/contracts';
import { clientOf, pagesOf } from '@catalogsync/rpc';

/** Something wrong with a file of the library. */
export type LibraryFault = Readonly<resolverUpkeepV1.LibraryFault>;

const callMs = 30_000;
const pageSize = 1000;
const duplicatesPage = 200;

/** Files of the library with the same content. */
export type DuplicateFiles = Readonly<resolverUpkeepV1.DuplicateFiles>;

/** What is wrong in the library folders, or there twice, as one resolver knows it. */
export class FaultsClient extends clientOf(resolverUpkeepV1.UpkeepServiceService, 'resolver') {
  /** All of them, by path. */
  async faults(includeSetAside: boolean, signal: AbortSignal): Promise<LibraryFault[]> {
    const all: LibraryFault[] = [];
    const read = (pageToken: string) => this.rpc.listFaults({ includeSetAside, pageSize, pageToken }, { deadlineMs: callMs, signal });
    for await (const { faults } of pagesOf(read)) all.push(...faults);
    return all;
  }

  /** @throws Fault `not_found` for a path without a fault */
  async setAside(paths: readonly string[], undo: boolean, signal: AbortSignal): Promise<void> {
    await this.rpc.setFaultsAside({ paths: [...paths], undo, onBehalfOf: '' }, { deadlineMs: callMs, signal });
  }

  /** By content; the first `most` of them. */
  async duplicates(most: number, signal: AbortSignal): Promise<DuplicateFiles[]> {
    const all: DuplicateFiles[] = [];
    const read = (pageToken: string) => this.rpc.listDuplicates({ pageSize: duplicatesPage, pageToken }, { deadlineMs: callMs, signal });
    for await (const { duplicates } of pagesOf(read)) {
      all.push(...duplicates);
      if (all.length >= most) break;
    }
    return all.slice(0, most);
  }
}
