export { EntitySchema, In, LessThan, Not } from 'typeorm';
export { type AuditRetention, auditRows, SqliteAuditLog } from './audit-table.js';
export { BulkTable } from './bulk.js';
export { copyDatabase } from './copy-database.js';
export { type Database, type DatabaseOptions, openDatabase, type ReadSession } from './database.js';
export { type Entities, type EntityQuestions, insertedId } from './entities.js';
export { readForeign } from './foreign-database.js';
export { inspectDatabase } from './inspect-database.js';
export type { Migration, MigrationClass, MigrationRunner } from './migrate.js';
export { takeOwnerLock } from './owner-lock.js';
export {
  bytes,
  columnName,
  columnsOf,
  countedId,
  inKey,
  type Known,
  known,
  optionalText,
  optionalWhole,
  type RowOf,
  real,
  referenceTo,
  rowSchema,
  text,
  textOr,
  whole,
  wholeOr,
} from './row-schema.js';
export type { Changes, Questions, SqlValue } from './statements.js';
export { asGiven, oneOfGiven } from './statements.js';
export type { UnitOfWork, WriteSession } from './unit-of-work.js';
