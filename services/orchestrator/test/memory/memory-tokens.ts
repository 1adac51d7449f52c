import type { ApiToken, ApiTokenStore, NewApiToken } from '../../src/core/console/api-tokens.js';

interface Kept extends ApiToken {
  readonly tokenHash: string;
}

const withoutHash = ({ tokenHash: _, ...token }: Kept): ApiToken => token;

/** In-memory tokens, lost with the process. */
export class MemoryTokens implements ApiTokenStore {
  private readonly tokens = new Map<number, Kept>();

  async add({ name, role, createdBy, createdAt, expiresAt }: NewApiToken, tokenHash: string): Promise<number> {
    const id = this.tokens.size + 1;
    const kept = { id, name, role, createdBy, createdAt, expiresAt, tokenHash };
    this.tokens.set(id, { ...kept, lastUsedAt: undefined, revokedAt: undefined });
    return id;
  }

  async list(): Promise<ApiToken[]> {
    return [...this.tokens.values()].reverse().map(withoutHash);
  }

  async find(tokenHash: string): Promise<ApiToken | undefined> {
    const found = [...this.tokens.values()].find((token) => token.tokenHash === tokenHash);
    return found && withoutHash(found);
  }

  async revoke(id: number, now: number): Promise<ApiToken | undefined> {
    const revokedAt = this.tokens.get(id)?.revokedAt ?? now;
    return this.change(id, { revokedAt });
  }

  async noteUse(id: number, now: number): Promise<void> {
    this.change(id, { lastUsedAt: now });
  }

  private change(id: number, changed: Partial<Kept>): ApiToken | undefined {
    const token = this.tokens.get(id);
    if (token === undefined) return undefined;
    this.tokens.set(id, { ...token, ...changed });
    return withoutHash({ ...token, ...changed });
  }
}
