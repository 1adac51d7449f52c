import { expect, it } from '@jest/globals';
import type { EngineStore } from './engine-store.js';

/** What every engine store promises about commands; part of `engineStoreContract`. */
export function commandContract<E>(store: () => EngineStore<E>, { now, later }: { readonly now: number; readonly later: number }): void {
  it('returns commands in ascending id until they are settled (behaviours 93, 94)', async () => {
    const given = [
      { type: 'pause', target: { jobId: 1 } },
      { type: 'retry_item', target: { stageId: 2, itemId: 3, source: 'qq', errorClass: 'source_down' } },
    ] as const;
    const [one, two] = await store().transact((tx) => tx.ledger.insertCommands(given, now));
    const pending = await store().transact((tx) => tx.ledger.pendingCommands(10));
    expect(pending.map(({ id, type, target }) => ({ id, type, target }))).toEqual([
      { id: one, type: 'pause', target: { jobId: 1 } },
      { id: two, type: 'retry_item', target: { stageId: 2, itemId: 3, source: 'qq', errorClass: 'source_down' } },
    ]);
    expect(await store().transact((tx) => tx.ledger.pendingCommands(1))).toMatchObject([{ id: one, cursor: 0, affected: 0 }]);
    const [first, second] = pending;
    if (first === undefined || second === undefined) throw new Error('commands are missing');
    const progress = [
      { ...first, status: 'rejected', reason: 'no such job' },
      { ...second, cursor: 17, affected: 4, status: 'pending', reason: undefined },
    ] as const;
    await store().transact((tx) => tx.ledger.updateCommands(progress, now));
    expect(await store().command(one ?? 0)).toMatchObject({ status: 'rejected', reason: 'no such job' });
    expect(await store().command(two ?? 0)).toMatchObject({ status: 'pending', reason: undefined });
    expect(await store().transact((tx) => tx.ledger.pendingCommands(10))).toMatchObject([{ id: two, cursor: 17, affected: 4 }]);
    expect(await store().command(99)).toBeUndefined();
  });

  it('keeps the jobs of a command to several, what its sender saw, and how many jobs are done', async () => {
    const given = { type: 'cancel', target: { jobIds: [7, 3, 12] }, seen: 40 };
    const [id = 0] = await store().transact((tx) => tx.ledger.insertCommands([given], now));
    const [command] = await store().transact((tx) => tx.ledger.pendingCommands(1));
    expect(command).toMatchObject({ ...given, jobsDone: 0 });
    if (command === undefined) throw new Error('the command is missing');
    await store().transact((tx) =>
      tx.ledger.updateCommands([{ ...command, jobsDone: 2, cursor: 5, status: 'pending', reason: undefined }], now),
    );
    expect(await store().command(id)).toMatchObject({ ...given, jobsDone: 2, cursor: 5 });
  });

  it('keeps when a command was given and ended, and continues none that was canceled', async () => {
    const [id = 0] = await store().transact((tx) => tx.ledger.insertCommands([{ type: 'cancel', target: { jobId: 1 } }], now));
    const [command] = await store().transact((tx) => tx.ledger.pendingCommands(1));
    if (command === undefined) throw new Error('the command is missing');
    await store().transact((tx) =>
      tx.ledger.updateCommands([{ ...command, cursor: 9, affected: 5, status: 'pending', reason: undefined }], later),
    );
    expect(await store().command(id)).toMatchObject({ status: 'pending', createdAt: now, appliedAt: undefined });
    expect(await store().transact((tx) => tx.ledger.cancelCommand(id, later))).toBe(true);
    expect(await store().command(id)).toMatchObject({ status: 'canceled', affected: 5, createdAt: now, appliedAt: later });
    expect(await store().transact((tx) => tx.ledger.pendingCommands(10))).toEqual([]);
    expect(await store().transact((tx) => tx.ledger.cancelCommand(id, later))).toBe(false);
    expect(await store().transact((tx) => tx.ledger.cancelCommand(99, later))).toBe(false);
  });
}
