// For the tests of packages that have a database: whether their row schemas fit their migrations.
export { schemaDifferences } from './schema-differences.js';
