import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { makeFolder, readBounded, writeAtomically } from '@catalogsync/runtime';
import type { Invitation, InvitationStore, SpentInvitation } from '../../core/pairing/invitations.js';

const openForm = /^([0-9a-f]{32})\.json$/;
const spentForm = /^([0-9a-f]{32})\.used$/;
const maxBytes = 512 * 1024;

/** Invitations in a folder of the home, one file each, closed to others. A rename decides who comes first, also among processes. */
export class InvitationFolder implements InvitationStore {
  constructor(private readonly dir: string) {}

  async add(invitation: Invitation): Promise<void> {
    await withFaults(async () => {
      await makeFolder(this.dir, 0o700);
      await writeAtomically(this.openFile(invitation.id), `${JSON.stringify(invitation)}\n`, 0o600);
    });
  }

  find(id: string): Promise<Invitation | undefined> {
    return read<Invitation>(this.openFile(id));
  }

  spent(id: string): Promise<SpentInvitation | undefined> {
    return read<SpentInvitation>(this.spentFile(id));
  }

  async spend({ sealed: _sealed, ...rest }: Invitation, usedAt: number): Promise<boolean> {
    try {
      await rename(this.openFile(rest.id), this.spentFile(rest.id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw toFault(error);
    }
    await withFaults(() => writeAtomically(this.spentFile(rest.id), `${JSON.stringify({ ...rest, usedAt })}\n`, 0o600));
    return true;
  }

  async open(): Promise<readonly Invitation[]> {
    const found = await Promise.all((await this.ids(openForm)).map((id) => this.find(id)));
    return found.filter((one) => one !== undefined);
  }

  async remove(id: string): Promise<void> {
    await withFaults(() => rm(this.openFile(id), { force: true }));
  }

  async forgetSpent(before: number): Promise<void> {
    for (const id of await this.ids(spentForm)) {
      const { usedAt = Number.POSITIVE_INFINITY } = (await this.spent(id)) ?? {};
      if (usedAt < before) await withFaults(() => rm(this.spentFile(id), { force: true }));
    }
  }

  private async ids(form: RegExp): Promise<string[]> {
    const names = await readdir(this.dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw toFault(error);
    });
    return names.flatMap((name) => form.exec(name)?.[1] ?? []);
  }

  private openFile(id: string): string {
    return join(this.dir, `${id}.json`);
  }

  private spentFile(id: string): string {
    return join(this.dir, `${id}.used`);
  }
}

async function read<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse((await readBounded(file, maxBytes)).toString('utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError)
      throw new Fault('data_corrupt', 'an invitation is damaged', { hint: 'Make a new one.', cause: error });
    throw toFault(error);
  }
}
