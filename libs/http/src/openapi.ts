import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { ApiDocument, HttpApi } from './api.js';
import type { Parameters } from './parameters.js';
import type { Operation, Outcome } from './route.js';
import { ref } from './schema-parts.js';
import { readerPolicy } from './security-headers.js';

/** The documentation of one operation, as @fastify/swagger reads it from a route's schema. */
export function operationSchema(operation: Operation, { document, problems }: Pick<HttpApi, 'document' | 'problems'>): object {
  if (document === undefined || operation.undocumented === true) return { hide: true };
  const { operationId, tag, summary, path = {}, query = {}, body } = operation;
  const { description = operation.description, open, problems: common } = document.describe(operation);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(open ? { security: [] } : {}),
    ...(Object.keys(path).length === 0 ? {} : { params: parametersSchema(path) }),
    ...(Object.keys(query).length === 0 ? {} : { querystring: parametersSchema(query) }),
    ...(body === undefined ? {} : { body }),
    response: { ...successes(operation), ...failures([...operation.problems, ...common], problems.statusOf) },
  };
}

function parametersSchema(parameters: Parameters): TSchema {
  const entries = Object.entries(parameters).map(([name, { schema, required }]) => [name, required ? schema : Type.Optional(schema)]);
  // Lists are comma-separated in one parameter, hence `explode: false`; it means nothing for other types.
  const lists = Object.values(parameters).some(({ schema }) => 'items' in schema);
  return Type.Object(Object.fromEntries(entries), lists ? { style: 'form', explode: false } : {});
}

const isOutcome = (answer: TSchema | Outcome): answer is Outcome => 'description' in answer && !('~kind' in answer);

function outcomeOf(answer: TSchema | Outcome | null): Outcome {
  if (answer === null) return { description: 'Done; no content.' };
  return isOutcome(answer) ? answer : { description: 'The answer.', schema: answer };
}

function successes({ answers }: Operation): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      const { description, schema, mediaType = 'application/json', headers } = outcomeOf(answer);
      const body = schema === undefined ? { type: 'null' } : { content: { [mediaType]: { schema } } };
      return [status, { description, ...(headers === undefined ? {} : { headers }), ...body }];
    }),
  );
}

function failures(codes: readonly string[], statusOf: (code: string) => number): Record<string, object> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const content = { 'application/problem+json': { schema: ref('Problem') } };
  return Object.fromEntries([...byStatus].map(([status, list]) => [status, { description: `code: ${list.join(', ')}`, content }]));
}

interface DocumentObject {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: { readonly name: string; example?: unknown }[];
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, { example?: unknown }>> }>>;
}

/** Adds the examples where the standard wants them: at each parameter, and at the answer of 200. */
function withExamples(document: DocumentObject, examples: NonNullable<ApiDocument['examples']>): DocumentObject {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    const { parameters = {}, answer } = examples[operation.operationId ?? ''] ?? {};
    for (const parameter of operation.parameters ?? []) {
      if (Object.hasOwn(parameters, parameter.name)) parameter.example = parameters[parameter.name];
    }
    const [media] = Object.values(operation.responses?.[200]?.content ?? {});
    if (media !== undefined && answer !== undefined) media.example = answer;
  }
  return document;
}

/** Registers the named schemas and the OpenAPI plugin. Call it before any route is registered. */
export async function registerOpenApi(app: FastifyInstance, { info, tags, schemas, security, examples = {} }: ApiDocument): Promise<void> {
  for (const schema of schemas) app.addSchema(schema);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: info as never,
      servers: [{ url: '/' }],
      tags: tags.map((tag) => (typeof tag === 'string' ? { name: tag } : tag)),
      ...(security === undefined ? {} : { components: { securitySchemes: security.schemes as never }, security: [...security.required] }),
    },
    transformObject: (given) =>
      ('openapiObject' in given ? withExamples(given.openapiObject as DocumentObject, examples) : given.swaggerObject) as never,
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => (typeof json.$id === 'string' ? json.$id : `schema-${index}`) },
  });
}

/** The document and its pages, both compressed. */
export async function registerPages(app: FastifyInstance, pages: { readonly document: string; readonly reader: string }): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: pages.reader,
    staticCSP: readerPolicy,
    uiConfig: { layout: 'BaseLayout' },
  });
  let document: string | undefined;
  app.get(pages.document, { schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    reply.headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'public, max-age=300' }).compress(document);
  });
}
