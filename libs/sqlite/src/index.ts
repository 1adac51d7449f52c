export { EntitySchema } from 'typeorm';
export { type Database, type DatabaseOptions, openDatabase, type ReadSession } from './database.js';
export { inspectDatabase } from './inspect-database.js';
export type { Migration, MigrationClass, MigrationRunner } from './migrate.js';
export { type OwnerLock, takeOwnerLock } from './owner-lock.js';
export { toSqliteFault } from './sqlite-fault.js';
export type { ReadStatement, SqlValue, WriteStatement } from './statements.js';
export type { Entities, UnitOfWork, WriteSession } from './unit-of-work.js';
