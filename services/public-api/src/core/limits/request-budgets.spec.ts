import { describe, expect, it } from '@jest/globals';
import { RequestBudgets } from './request-budgets.js';
import { senderOf } from './sender-of.js';

const rate = { perMinute: 60, burst: 3 };

describe('when somebody asks too often', () => {
  it('lets a burst pass, then one for each share of a minute', () => {
    const budgets = new RequestBudgets(10);
    const at = (now: number) => budgets.take('a', rate, now);
    expect([at(0), at(0), at(0)].map(({ allowed, left, fullInMs }) => [allowed, left, fullInMs])).toEqual([
      [true, 2, 1_000],
      [true, 1, 2_000],
      [true, 0, 3_000],
    ]);
    expect(at(0)).toMatchObject({ allowed: false, left: 0, nextInMs: 1_000 });
    expect(at(999)).toMatchObject({ allowed: false, nextInMs: 1 });
    expect(at(1_000)).toMatchObject({ allowed: true, left: 0 });
    // A refused request costs nothing: who waits is served.
    expect(at(2_000)).toMatchObject({ allowed: true });
    expect(at(60_000)).toMatchObject({ allowed: true, left: 2 });
  });

  it('counts each sender alone, and can take one back', () => {
    const budgets = new RequestBudgets(10);
    for (const sender of ['a', 'b']) for (let asked = 0; asked < 3; asked++) expect(budgets.take(sender, rate, 0).allowed).toBe(true);
    budgets.giveBack('a', rate);
    expect([budgets.take('a', rate, 0).allowed, budgets.take('b', rate, 0).allowed]).toEqual([true, false]);
  });

  it('keeps a bounded number of senders under a flood of 200,000', () => {
    const most = 1_000;
    const budgets = new RequestBudgets(most);
    for (let sender = 0; sender < 200_000; sender++) {
      budgets.take(`10.${sender >> 16}.${(sender >> 8) & 255}.${sender & 255}`, rate, 0);
      if (budgets.size > 2 * most) throw new Error(`${budgets.size} senders are kept`);
    }
    expect(budgets.size).toBeLessThanOrEqual(2 * most);
  });

  it('remembers who asks on during the flood', () => {
    const budgets = new RequestBudgets(100);
    let allowed = 0;
    for (let sender = 0; sender < 10_000; sender++) {
      budgets.take(`sender ${sender}`, rate, 0);
      if (sender % 10 === 0 && budgets.take('greedy', rate, 0).allowed) allowed++;
    }
    expect(allowed).toBe(3);
  });
});

describe('when senders are told apart', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
  ])('%s is one of %s', (address, sender) => {
    expect(senderOf(address)).toBe(sender);
  });
});
