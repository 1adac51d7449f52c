/** What of an OpenAPI document (3.0 and 3.1) is read here. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | readonly Referable<Parameter>[]>>>>;
}

export type Referable<T> = T | { readonly $ref: string };

export interface Operation {
  readonly parameters?: readonly Referable<Parameter>[];
  readonly requestBody?: Referable<RequestBody>;
  readonly responses: Readonly<Record<string, Referable<ResponseObject>>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly style?: string;
  readonly explode?: boolean;
  /** In amendments only: a pattern of names that are read like this one, for documents that give names in templates. */
  readonly 'x-names'?: string;
}

export type Schema = Readonly<Record<string, unknown>>;

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface RequestBody {
  readonly required?: boolean;
  readonly content: Content;
}

export interface ResponseObject {
  readonly content?: Content;
}

/** A value of the document together with where it stands, which is how its schema is compiled. */
export interface Placed<T> {
  readonly value: T;
  readonly pointer: string;
}

export const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Follows references within the document. */
export function resolved<T>(document: object, { value, pointer }: Placed<Referable<T>>): Placed<T> {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return { value: value as T, pointer };
  const target = value.$ref.slice(1);
  const parts = target.split('/').slice(1);
  const found = parts.reduce<unknown>((node, part) => {
    return (node as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }, document);
  if (found === undefined) throw new Error(`the document has nothing at ${value.$ref}`);
  return resolved(document, { value: found as Referable<T>, pointer: target });
}

/** Schemas of 3.0 as JSON Schema: `nullable`, boolean exclusive limits, and nothing beside a reference. */
export function asJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') return { $ref: node.$ref };
  const { nullable, ...rest } = node as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, asJsonSchema(value)]));
  for (const [limit, exclusive] of [['minimum', 'exclusiveMinimum'] as const, ['maximum', 'exclusiveMaximum'] as const]) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    if (schema[exclusive]) schema[exclusive] = schema[limit];
    else delete schema[exclusive];
  }
  // A property may be called so, too; then its value is a schema.
  if (typeof nullable === 'boolean') return nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
  return nullable === undefined ? schema : { ...schema, nullable: asJsonSchema(nullable) };
}
