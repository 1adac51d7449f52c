import { isPlaceText, parsePlace, printPlace } from '@catalogsync/audit';
import { nullable, object, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { roles } from '../../../core/console/roles.js';
import { consoleUser } from '../access-json.js';
import type { AccessParts } from '../api-parts.js';
import { apiToken, auditEntry, newApiToken } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, limit, listPage } from '../list-page.js';

const route = consoleRoutes('administration');

/** Tokens for scripts, and what operators did. */
export function administrationRoutes(access: AccessParts): ConsoleRoute[] {
  return [listUsers(access), listTokens(access), createToken(access), revokeToken(access), listAudit(access)];
}

const listUsers = ({ users }: AccessParts): ConsoleRoute =>
  route('listUsers', 'GET /api/users', {
    summary: 'Who may log in, by name. Users are added and removed on the machine itself: catalogsync console users.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('ConsoleUser')) }) },
    async handle() {
      return { body: { items: (await users.list()).map(consoleUser.json) } };
    },
  });

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
      expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'If absent, it never expires.' })),
    }),
    answers: { 201: ref('NewApiToken') },
    problems: ['failed_precondition'],
    async handle({ body, caller: { actor } }) {
      const request = { name: body.name, role: body.role, expiresInDays: body.expiresInDays };
      const { token, kept } = await tokens.create(request, actor);
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
    async handle({ path, caller: { actor } }) {
      await tokens.revoke(path.id, actor);
      return { status: 204 };
    },
  });

const auditPage = object({
  items: Type.Array(ref('AuditEntry')),
  nextCursor: nullable('string', { description: 'cursor of the next page; null on the last one.' }),
  missing: Type.Array(Type.String(), { description: 'Services whose entries are missing, because they do not answer.' }),
});

const listAudit = ({ auditLog }: AccessParts): ConsoleRoute =>
  route('listAudit', 'GET /api/audit', {
    summary: 'What people, scripts and schedules changed, and what they were refused, latest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: auditPage },
    async handle({ query }) {
      let missing: readonly string[] = [];
      const shown = { list: 'audit', isKey: isPlaceText, keyOf: printPlace, toJson: auditEntry.json };
      const { body } = await listPage(query, shown, async (place, size) => {
        const found = await auditLog.list({ before: place === undefined ? undefined : parsePlace(place), limit: size });
        missing = found.missing;
        return found.entries;
      });
      return { body: { ...body, missing } };
    },
  });
