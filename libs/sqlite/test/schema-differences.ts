import Connection from 'better-sqlite3';
import { DataSource, type EntitySchema, type Table } from 'typeorm';
import { MIGRATIONS_TABLE, type MigrationClass, ormMigrations, silentOrmLogger } from '../src/migrate.js';
import { ColumnNames } from '../src/row-schema.js';

interface SchemaComparison {
  readonly migrations: readonly MigrationClass[];
  readonly entities: readonly EntitySchema[];
  /** Tables that no row schema can describe, such as those of a full-text index. */
  readonly undescribed?: readonly string[];
}

/** The migrations do not name foreign keys. */
class NamesOfMigrations extends ColumnNames {
  override foreignKeyName(): string {
    return undefined as unknown as string;
  }
}

/**
 * What TypeORM's schema builder would change to make a freshly migrated database fit the row schemas, and
 * what it does not look at: tables without a schema, the order of the columns of an index, the condition of
 * a partial one, and tables without row ids. Empty if there is no difference. Collations, triggers and
 * generated columns are not compared.
 */
export async function schemaDifferences({ migrations, entities, undescribed = [] }: SchemaComparison): Promise<string[]> {
  const texts = await migratedSchema(migrations);
  const source = new DataSource({
    type: 'better-sqlite3',
    driver: Connection,
    database: ':memory:',
    entities: [...entities],
    namingStrategy: new NamesOfMigrations(),
    logger: silentOrmLogger,
    prepareDatabase: (raw: Connection.Database) => {
      for (const { sql } of texts) raw.exec(inNotationOfBuilder(sql));
    },
  });
  await source.initialize();
  try {
    const changes = await source.driver.createSchemaBuilder().log();
    const tables = await source.createQueryRunner().getTables(texts.filter(({ type }) => type === 'table').map(({ name }) => name));
    const unknown = tables.filter(({ name }) => !source.hasMetadata(name) && !undescribed.includes(name));
    return [
      ...changes.upQueries.map(({ query }) => query),
      ...unknown.map(({ name }) => `the table ${name} has no row schema`),
      ...tables.filter(({ name }) => source.hasMetadata(name)).flatMap((table) => unseenDifferences(source, table)),
    ];
  } finally {
    await source.destroy();
  }
}

interface SchemaText {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

async function migratedSchema(migrations: readonly MigrationClass[]): Promise<SchemaText[]> {
  const source = new DataSource({
    type: 'better-sqlite3',
    driver: Connection,
    database: ':memory:',
    migrations: ormMigrations(migrations),
    migrationsTableName: MIGRATIONS_TABLE,
    logger: silentOrmLogger,
  });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
    return await source.query<SchemaText[]>(`SELECT type, name, sql FROM sqlite_schema
      WHERE sql IS NOT NULL AND type IN ('table', 'index') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '${MIGRATIONS_TABLE}'`);
  } finally {
    await source.destroy();
  }
}

/** The builder recognises a counted id only in quotes, and wants the NOT NULL that `INTEGER PRIMARY KEY` implies. */
function inNotationOfBuilder(sql: string): string {
  return sql.replace(/\(\s*(\w+) INTEGER PRIMARY KEY( AUTOINCREMENT)?/, '("$1" INTEGER PRIMARY KEY$2 NOT NULL');
}

function unseenDifferences(source: DataSource, table: Table): string[] {
  const described = source.getMetadata(table.name);
  const found = table.indices.map(({ name, columnNames, where }) => describeIndex(name ?? '', columnNames, where));
  const wanted = described.indices.map(({ name, columns, where }) =>
    describeIndex(
      name,
      columns.map(({ databaseName }) => databaseName),
      where,
    ),
  );
  const differences = found.filter((text) => !wanted.includes(text)).map((text) => `${text} of ${table.name} is described otherwise`);
  if (table.withoutRowid !== (described.withoutRowid ?? false)) differences.push(`the row ids of ${table.name} are described otherwise`);
  return differences;
}

/** The builder gives '' or undefined for no condition. */
function describeIndex(name: string, columns: readonly string[], where: string | undefined): string {
  return `the index ${name}(${columns.join(', ')})${where ? ` WHERE ${where}` : ''}`;
}
