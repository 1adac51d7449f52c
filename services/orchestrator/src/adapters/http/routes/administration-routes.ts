import { closed, isIdKey, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { actorOf } from '../../../core/console/access.js';
import type { AuditEntry } from '../../../core/console/audit.js';
import { roles } from '../../../core/console/roles.js';
import type { AccessParts } from '../api-parts.js';
import { auditJson, tokenJson } from '../console-json.js';
import { type ConsoleRoute, consoleRoute } from '../console-route.js';
import { listPage } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { pageOf } from '../schema-parts.js';

/** Tokens for scripts, and what operators did. */
export function administrationRoutes(access: AccessParts): ConsoleRoute[] {
  return [listTokens(access), createToken(access), revokeToken(access), listAudit(access)];
}

function listTokens({ tokens }: AccessParts): ConsoleRoute {
  return consoleRoute({
    method: 'GET',
    url: '/api/tokens',
    operationId: 'listTokens',
    tag: 'administration',
    summary: 'API tokens, newest first, including revoked ones, without the tokens themselves.',
    access: 'read',
    answers: { 200: Type.Object({ items: Type.Array(ref('ApiToken')) }, closed) },
    async handle() {
      return { body: { items: (await tokens.list()).map(tokenJson) } };
    },
  });
}

function createToken({ tokens }: AccessParts): ConsoleRoute {
  return consoleRoute({
    method: 'POST',
    url: '/api/tokens',
    operationId: 'createToken',
    tag: 'administration',
    summary: 'Creates an API token. It is shown only once; only its hash is kept.',
    access: 'administer',
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 100 }),
        role: oneOf(roles),
        expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'If absent, it never expires.' })),
      },
      closed,
    ),
    answers: { 201: ref('NewApiToken') },
    problems: ['failed_precondition'],
    target: ({ body }) => `token ${body.name} (${body.role})`,
    async handle({ body, caller: { principal } }) {
      const request = { name: body.name, role: body.role, expiresInDays: body.expires_in_days };
      const { token, kept } = await tokens.create(request, principal === undefined ? 'nobody' : actorOf(principal));
      return { status: 201, body: { ...tokenJson(kept), token } };
    },
  });
}

function revokeToken({ tokens }: AccessParts): ConsoleRoute {
  return consoleRoute({
    method: 'DELETE',
    url: '/api/tokens/:id',
    operationId: 'revokeToken',
    tag: 'administration',
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
}

function listAudit({ auditLog }: AccessParts): ConsoleRoute {
  return consoleRoute({
    method: 'GET',
    url: '/api/audit',
    operationId: 'listAudit',
    tag: 'administration',
    summary: 'What operators did, and what they were refused, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageOf('AuditEntry') },
    handle({ query }) {
      const shown = { list: 'audit', isKey: isIdKey, keyOf: ({ id: key }: AuditEntry) => key, toJson: auditJson };
      return listPage(query, shown, (before, size) => auditLog.list({ before, limit: size }));
    },
  });
}
