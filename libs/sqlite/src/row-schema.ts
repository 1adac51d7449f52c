import { DefaultNamingStrategy, EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaOptions } from 'typeorm';

/** A column as both SQLite and PostgreSQL have it. */
interface Column extends EntitySchemaColumnOptions {
  readonly type: 'text' | 'integer' | 'real' | 'blob';
}

/** An unknown value is `null` in a row; a flag is 0 or 1. */
type ValueOf<C extends Column> =
  | (C['type'] extends 'text' ? string : C['type'] extends 'blob' ? Uint8Array : number)
  | (C extends { readonly nullable: true } ? null : never);

export const text = { type: 'text' } as const;
export const optionalText = { type: 'text', nullable: true } as const;
export const textOr = (value: string) => ({ type: 'text', default: value }) as const;
export const whole = { type: 'integer' } as const;
/** 64 bits wide in SQLite. */
export const real = { type: 'real' } as const;
export const bytes = { type: 'blob' } as const;
export const optionalWhole = { type: 'integer', nullable: true } as const;
export const wholeOr = (value: number) => ({ type: 'integer', default: value }) as const;
/** Counted up by the database, and never given twice. */
export const countedId = { type: 'integer', primary: true, generated: 'increment' } as const;

/** Points at the `id` of a table, which may be described later. */
export const referenceTo = (table: string) => ({ type: 'integer', foreignKey: { target: table } }) as const;

/** Part of the primary key. */
export const inKey = <C extends Column>(column: C): C & { primary: true } => ({ ...column, primary: true });

type Rest<Name extends string> = Pick<EntitySchemaOptions<unknown>, 'withoutRowid'> & {
  readonly indices?: ReadonlyArray<{
    readonly name: string;
    readonly columns: readonly Name[];
    readonly unique?: boolean;
    readonly where?: string;
  }>;
};

/** Describes a table once, for TypeORM and for the type of its rows. They are plain objects, of no class. */
export function rowSchema<const Columns extends Readonly<Record<string, Column>>>(
  tableName: string,
  columns: Columns,
  { indices = [], ...rest }: Rest<keyof Columns & string> = {},
): EntitySchema<{ [Name in keyof Columns]: ValueOf<Columns[Name]> }> {
  return new EntitySchema({
    name: tableName,
    tableName,
    columns: columns as EntitySchemaOptions<{ [Name in keyof Columns]: ValueOf<Columns[Name]> }>['columns'],
    indices: indices.map((index) => ({ ...index, columns: [...index.columns] })),
    ...rest,
  });
}

export type RowOf<Schema> = Schema extends EntitySchema<infer Row> ? Row : never;

/** Properties of rows are written as in the code, columns as in the tables: `tokenHash` is `token_hash`. */
export const columnName = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Every column of a table in SQL text, under the names that its rows have in the code. */
export function columnsOf<Row>({ options: { columns } }: EntitySchema<Row>): string {
  return Object.keys(columns)
    .map((property) => `${columnName(property)} AS "${property}"`)
    .join(', ');
}

export class ColumnNames extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? columnName(property);
  }
}

/** A row as core has it: what is unknown is undefined. */
export type Known<Row> = { [Name in keyof Row]: null extends Row[Name] ? Exclude<Row[Name], null> | undefined : Row[Name] };

/** Takes over a row as it was read, and changes it. */
export function known<Row extends object>(row: Row): Known<Row> {
  for (const name in row) if (row[name] === null) row[name] = undefined as Row[typeof name];
  return row as Known<Row>;
}
