import { type TSchema, Type } from 'typebox';
import { named } from './schema-parts.js';

/** A field whose value is not simply the property of its name. */
class Derived<Source> {
  constructor(
    readonly read: (source: Source) => unknown,
    readonly schema: TSchema,
  ) {}
}

/** A field with a value of its own, written like any other. */
export function from<Source>(read: (source: Source) => unknown, schema: TSchema): Derived<Source> {
  return new Derived(read, schema);
}

type Fields<Source> = Readonly<Record<string, TSchema | Derived<Source>>>;

/** What the source lacks: a value without it is a type error where it is written. */
type Lacking<Source, F> = {
  readonly [K in keyof F as F[K] extends Derived<never> ? never : K extends keyof Source ? never : K]: unknown;
};

/** A named schema of an API together with the writer of its JSON. */
interface Shape<Source, F> {
  readonly schema: TSchema;
  /** For a shape that has these fields and more. */
  readonly fields: F;
  readonly json: (source: Source & Lacking<Source, F>) => { readonly [K in keyof F]: unknown };
}

/**
 * Declares a schema and where its values come from, for a source type: a field shows the property of its name, or what
 * `from` reads. Unknown values become null, or nothing if the field is optional;
 * instants, which are numbers in core, become ISO 8601.
 */
export function shape<Source>() {
  return <F extends Fields<Source>>(name: string, fields: F, options: object = {}): Shape<Source, F> => {
    const writers = Object.entries(fields).map(([key, field]) => {
      const schema = field instanceof Derived ? field.schema : field;
      return { key, schema, read: field instanceof Derived ? field.read : propertyOf(key), write: writerOf(schema) };
    });
    const schemas = Object.fromEntries(writers.map(({ key, schema }) => [key, schema]));
    const json = (source: Source): Record<string, unknown> =>
      Object.fromEntries(writers.map(({ key, read, write }) => [key, write(read(source))]).filter(([, value]) => value !== undefined));
    return { schema: named(name, schemas, options), fields, json: json as Shape<Source, F>['json'] };
  };
}

function propertyOf(key: string): (source: unknown) => unknown {
  return (source) => (source as Readonly<Record<string, unknown>>)[key];
}

function writerOf(schema: TSchema): (value: unknown) => unknown {
  if (Type.IsOptional(schema)) return (value) => value;
  const isInstant = 'format' in schema && schema.format === 'date-time';
  return (value) => (isInstant && typeof value === 'number' ? isoOf(value) : (value ?? null));
}

/** An instant of 0 is an unknown one. */
const isoOf = (instant: number): string | null => (instant === 0 ? null : new Date(instant).toISOString());
