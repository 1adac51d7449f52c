import { type Asker, bearerToken, RequestFault, type RequestLimits } from '@catalogsync/http';
import type { ApiKeys } from '../../core/limits/api-key.js';
import { type Budget, type Rate, RequestBudgets } from '../../core/limits/request-budgets.js';
import { senderOf } from '../../core/limits/sender-of.js';
import { problemKinds } from './problems.js';

/** Requests per minute; 0 for no limit. */
export interface LimitSettings {
  /** Of an address. */
  readonly perAddress: number;
  /** Of an API key that has none of its own. */
  readonly perKey: number;
  /** Most requests at once; 0 for those of a minute. */
  readonly burst: number;
}

/** Senders of one generation: about 10 MB for both. */
const mostSenders = 50_000;

/** Whose budget a request is taken from. */
interface Account {
  readonly sender: string;
  readonly rate: Rate;
  /** Name of its policy, in the header. */
  readonly policy: 'default' | 'key';
}

/** How often somebody may ask: by API key, or by address without one. */
export class RateLimits implements RequestLimits {
  private readonly budgets = new RequestBudgets(mostSenders);

  /** @param now in milliseconds */
  constructor(
    private readonly settings: LimitSettings,
    private readonly keys: ApiKeys,
    private readonly now: () => number,
  ) {}

  take(asker: Asker): readonly string[] {
    const account = this.accountOf(asker, true);
    if (account === undefined) return [];
    const budget = this.budgets.take(account.sender, account.rate, this.now());
    const fields = fieldsOf(account, budget);
    if (budget.allowed) return fields;
    throw refused(budget, fields);
  }

  giveBack(asker: Asker): void {
    const account = this.accountOf(asker, false);
    if (account !== undefined) this.budgets.giveBack(account.sender, account.rate);
  }

  private accountOf({ address, authorization }: Asker, isUse: boolean): Account | undefined {
    const token = authorization === undefined ? undefined : bearerToken(authorization);
    const key = token && this.keys.find(token.toString('latin1'));
    if (key === undefined) return this.account('default', senderOf(address), this.settings.perAddress);
    if (isUse) this.keys.used(key);
    // No address begins like this.
    return this.account('key', `key ${key.id}`, key.perMinute ?? this.settings.perKey);
  }

  private account(policy: Account['policy'], sender: string, perMinute: number): Account | undefined {
    if (perMinute === 0) return undefined;
    const { burst } = this.settings;
    return { policy, sender, rate: { perMinute, burst: burst === 0 ? perMinute : Math.min(burst, perMinute) } };
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** draft-ietf-httpapi-ratelimit-headers-10: structured fields (RFC 9651). */
function fieldsOf({ policy, rate }: Account, { left, fullInMs }: Budget): string[] {
  return ['ratelimit-policy', `"${policy}";q=${rate.perMinute};w=60`, 'ratelimit', `"${policy}";r=${left};t=${seconds(fullInMs)}`];
}

function refused({ nextInMs }: Budget, [policyName = '', policy = '', name = '', limit = '']: readonly string[]): RequestFault {
  const wait = Math.max(1, seconds(nextInMs));
  return new RequestFault(problemKinds.rate_limited.fault, 'too many requests', {
    problem: 'rate_limited',
    hint: `Ask again in ${wait} s, or ask the owner for an API key.`,
    headers: { 'retry-after': String(wait), [policyName]: policy, [name]: limit },
  });
}
