import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { type Clock, writeAtomically } from '@catalogsync/runtime';
import type { FileChange, OwnersConsent } from '../../core/configuration/consent.js';

/** From giving to taking; the command that gives it calls at once. */
const validMs = 60_000;
const mostBytes = 1024;

/**
 * Consent as a file beside the settings file. Making it needs the right that replacing the settings file needs, so it
 * proves what no network caller has. It contains nothing secret, and holds for one change and one minute.
 */
export class ConsentFile implements OwnersConsent {
  private readonly path: string;

  constructor(
    settingsFile: string,
    private readonly clock: Clock,
  ) {
    this.path = `${settingsFile}.consent`;
  }

  /**
   * Gives it while `work` runs. Where it cannot be given, `work` runs without: most changes need none.
   * @throws what `work` throws; if that is a refusal, with the reason why consent could not be given
   */
  async during<T>(change: () => Promise<FileChange>, work: () => Promise<T>): Promise<T> {
    const obstacle = await this.give(change).then(() => undefined, toFault);
    try {
      return await work();
    } catch (error) {
      const fault = toFault(error);
      if (obstacle === undefined || fault.code !== 'permission_denied') throw error;
      throw new Fault(fault.code, `${fault.message}; cannot write ${this.path}: ${obstacle.message}`, { hint: fault.hint, cause: error });
    } finally {
      if (obstacle === undefined) await rm(this.path, { force: true });
    }
  }

  private async give(change: () => Promise<FileChange>): Promise<void> {
    await writeAtomically(this.path, this.textFor(await change(), this.clock.now()));
  }

  async take(change: FileChange): Promise<boolean> {
    const given = await this.read();
    if (given === undefined) return false;
    // Used up before anything is done with it.
    await rm(this.path, { force: true });
    const at = Number(/ (\d{1,15})\n$/.exec(given)?.[1]);
    return Math.abs(this.clock.now() - at) <= validMs && given === this.textFor(change, at);
  }

  private textFor({ revisionId, fromHash, toHash }: FileChange, at: number): string {
    return `${revisionId} ${fromHash} ${toHash} ${at}\n`;
  }

  /** Undefined if there is none, or none that the owner of this process or root has written. */
  private async read(): Promise<string | undefined> {
    let handle: FileHandle | undefined;
    try {
      // Without O_NONBLOCK a FIFO would wait for its writer.
      handle = await open(this.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const found = await handle.stat();
      const owned = process.geteuid === undefined || found.uid === 0 || found.uid === process.geteuid();
      if (!found.isFile() || !owned || (found.mode & 0o022) !== 0 || found.size > mostBytes) return undefined;
      return await handle.readFile('utf8');
    } catch (error) {
      if (['ENOENT', 'ELOOP'].includes(String((error as { code?: unknown }).code))) return undefined;
      throw toFault(error);
    } finally {
      await handle?.close();
    }
  }
}
