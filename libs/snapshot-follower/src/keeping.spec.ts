import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness } from './fixtures/follower-harness.js';

// Real here: files, SQLite, timers.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

const copies = (): string[] => at.cached().filter((file) => file.endsWith('.db'));

describe('when a replaced snapshot is kept for lists that began in it', () => {
  it('is read on by its id until the time is over, and its copy is removed then', async () => {
    const first = await at.publication.publish({ sequence: 1 });
    const keepMs = 3_000;
    const made = await at.started({ keepMs, lingerMs: 30 });
    expect(made.kept(first.snapshot_id)).toBeUndefined();
    await at.publication.publish({ sequence: 2 });
    const replacedAfter = performance.now();
    await made.checkNow();
    expect(made.kept(first.snapshot_id)?.reader.name()).toBe('七里香 1');
    expect(made.current()?.reader.name()).toBe('七里香 2');
    await until(() => made.kept(first.snapshot_id) === undefined);
    // Far longer than a reader that is only being left; timers may be a moment early.
    expect(performance.now() - replacedAfter).toBeGreaterThan(keepMs - 20);
    await until(() => copies().length === 1);
  });

  it('gives way to the next one: one is kept at most', async () => {
    const first = await at.publication.publish({ sequence: 1 });
    const made = await at.started({ keepMs: 60_000, lingerMs: 50 });
    const second = await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    await at.publication.publish({ sequence: 3 });
    await made.checkNow();
    expect(made.kept(first.snapshot_id)).toBeUndefined();
    expect(made.kept(second.snapshot_id)?.reader.name()).toBe('七里香 2');
    await until(() => copies().length === 2);
  });

  it('is not kept without the setting', async () => {
    const first = await at.publication.publish({ sequence: 1 });
    const made = await at.started({ lingerMs: 30 });
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    await until(() => made.kept(first.snapshot_id) === undefined);
  });
});
