import { isIdKey, object, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { actorOf } from '../../../core/console/access.js';
import type { AuditEntry } from '../../../core/console/audit.js';
import { roles } from '../../../core/console/roles.js';
import type { AccessParts } from '../api-parts.js';
import { apiToken, auditEntry, newApiToken } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, limit, listPage, pageSchema } from '../list-page.js';

const route = consoleRoutes('administration');

/** Tokens for scripts, and what operators did. */
export function administrationRoutes(access: AccessParts): ConsoleRoute[] {
  return [listTokens(access), createToken(access), revokeToken(access), listAudit(access)];
}

const listTokens = ({ tokens }: AccessParts): ConsoleRoute =>
  route('listTokens', 'GET /api/tokens', {
    summary: 'API tokens, newest first, including revoked ones, without the tokens themselves.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('ApiToken')) }) },
    async handle() {
      return { body: { items: (await tokens.list()).map(apiToken.json) } };
    },
  });

const createToken = ({ tokens }: AccessParts): ConsoleRoute =>
  route('createToken', 'POST /api/tokens', {
    summary: 'Creates an API token. It is shown only once; only its hash is kept.',
    access: 'administer',
    body: object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      role: oneOf(roles),
      expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'If absent, it never expires.' })),
    }),
    answers: { 201: ref('NewApiToken') },
    problems: ['failed_precondition'],
    target: ({ body }) => `token ${body.name} (${body.role})`,
    async handle({ body, caller: { principal } }) {
      const request = { name: body.name, role: body.role, expiresInDays: body.expires_in_days };
      const { token, kept } = await tokens.create(request, principal === undefined ? 'nobody' : actorOf(principal));
      return { status: 201, body: newApiToken.json({ ...kept, token }) };
    },
  });

const revokeToken = ({ tokens }: AccessParts): ConsoleRoute =>
  route('revokeToken', 'DELETE /api/tokens/:id', {
    summary: 'Revokes the token. Repeating this is harmless.',
    access: 'administer',
    path: { id },
    answers: { 204: null },
    problems: ['not_found'],
    async handle({ path }) {
      await tokens.revoke(path.id);
      return { status: 204 };
    },
  });

const listAudit = ({ auditLog }: AccessParts): ConsoleRoute =>
  route('listAudit', 'GET /api/audit', {
    summary: 'What operators did, and what they were refused, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageSchema('AuditEntry') },
    handle({ query }) {
      const shown = { list: 'audit', isKey: isIdKey, keyOf: ({ id: key }: AuditEntry) => key, toJson: auditEntry.json };
      return listPage(query, shown, (before, size) => auditLog.list({ before, limit: size }));
    },
  });
