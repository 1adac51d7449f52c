import { Fault } from '@catalogsync/faults';
import type { Database } from '@catalogsync/sqlite';
import type { ApiToken, ApiTokenStore, NewApiToken } from '../../../core/console/api-tokens.js';
import { isRole } from '../../../core/console/roles.js';

interface TokenRow extends Omit<ApiToken, 'role'> {
  readonly role: string;
}

const columns = `id, name, role, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
  last_used_at AS lastUsedAt, revoked_at AS revokedAt`;

function toToken(row: TokenRow): ApiToken {
  const { role } = row;
  if (!isRole(role)) throw new Fault('data_corrupt', `token ${row.id} has the unknown role "${role}"`);
  return { ...row, role };
}

export class SqliteApiTokenStore implements ApiTokenStore {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  add({ name, role, createdBy, createdAt, expiresAt }: NewApiToken, tokenHash: string): Promise<number> {
    const text = 'INSERT INTO console_tokens(name, role, token_hash, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)';
    return this.database
      .unitOfWork((session) => session)
      .run((session) => session.statement(text).run(name, role, tokenHash, createdBy, createdAt, expiresAt).lastId);
  }

  async list(): Promise<ApiToken[]> {
    return this.database.reads.statement<TokenRow>(`SELECT ${columns} FROM console_tokens ORDER BY id DESC`).all().map(toToken);
  }

  async find(tokenHash: string): Promise<ApiToken | undefined> {
    const row = this.database.reads.statement<TokenRow>(`SELECT ${columns} FROM console_tokens WHERE token_hash = ?`).get(tokenHash);
    return row && toToken(row);
  }

  async revoke(id: number, now: number): Promise<ApiToken | undefined> {
    const text = `UPDATE console_tokens SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? RETURNING ${columns}`;
    const row = await this.database.unitOfWork((session) => session).run((session) => session.statement<TokenRow>(text).all(now, id)[0]);
    return row && toToken(row);
  }

  async noteUse(id: number, now: number): Promise<void> {
    await this.database
      .unitOfWork((session) => session)
      .run((session) => session.statement('UPDATE console_tokens SET last_used_at = ? WHERE id = ?').run(now, id));
  }
}
