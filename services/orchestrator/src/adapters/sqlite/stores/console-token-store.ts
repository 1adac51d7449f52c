import { type Database, insertedId, known, type RowOf } from '@catalogsync/sqlite';
import type { ApiToken, ApiTokenStore, NewApiToken } from '../../../core/console/api-tokens.js';
import { storedRole } from '../../../core/console/roles.js';
import { consoleTokens } from '../rows/installation-rows.js';

function toToken({ tokenHash: _, ...row }: RowOf<typeof consoleTokens>): ApiToken {
  return { ...known(row), role: storedRole(row.role, `token ${row.id}`) };
}

export class SqliteApiTokenStore implements ApiTokenStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  add(token: NewApiToken, tokenHash: string): Promise<number> {
    return this.database.write(async (entities) => insertedId(await entities.insert(consoleTokens, { ...token, tokenHash })));
  }

  async list(): Promise<ApiToken[]> {
    return (await this.database.reads.entities.find(consoleTokens, { order: { id: 'DESC' } })).map(toToken);
  }

  async find(tokenHash: string): Promise<ApiToken | undefined> {
    const row = await this.database.reads.entities.findOneBy(consoleTokens, { tokenHash });
    return row === null ? undefined : toToken(row);
  }

  revoke(id: number, now: number): Promise<ApiToken | undefined> {
    return this.database.write(async (entities) => {
      const row = await entities.findOneBy(consoleTokens, { id });
      if (row === null) return undefined;
      const revokedAt = row.revokedAt ?? now;
      await entities.update(consoleTokens, id, { revokedAt });
      return toToken({ ...row, revokedAt });
    });
  }

  async noteUse(id: number, now: number): Promise<void> {
    await this.database.write((entities) => entities.update(consoleTokens, id, { lastUsedAt: now }));
  }
}
