import { realpath, stat } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { readSettingsFile, writeAtomically } from '@catalogsync/runtime';
import type { SettingsFile } from '../../core/configuration/settings.js';

/** A settings file. If it is reached through a symbolic link, the link stays. */
export class SettingsFileOnDisk implements SettingsFile {
  constructor(readonly path: string) {}

  read(): Promise<string> {
    return readSettingsFile(this.path);
  }

  async replace(expected: string, text: string): Promise<void> {
    if ((await this.read()) !== expected) {
      throw new Fault('failed_precondition', `the file was changed meanwhile: ${this.path}`, { hint: 'Check it and try again.' });
    }
    try {
      const target = await realpath(this.path);
      await writeAtomically(target, text, (await stat(target)).mode & 0o777);
    } catch (error) {
      throw this.faultOf(error);
    }
  }

  private faultOf(error: unknown): Fault {
    if ((error as { code?: unknown }).code === 'EBUSY') {
      return new Fault('failed_precondition', `the file itself is a mount point, so it cannot be replaced atomically: ${this.path}`, {
        hint: 'Mount its folder instead of the file.',
        cause: error,
      });
    }
    const fault = toFault(error);
    return new Fault(fault.code, `cannot replace ${this.path}: ${fault.message}`, { hint: fault.hint, cause: error });
  }
}
