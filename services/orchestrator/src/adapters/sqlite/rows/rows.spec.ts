import { schemaDifferences } from '@catalogsync/sqlite/testing';
import { describe, expect, it } from '@jest/globals';
import { catalogueMigrations, catalogueRows } from '../catalogue-database.js';

// Real here: TypeORM's schema builder over a database in memory that the migrations made.
describe('when the row schemas are compared with what the migrations make', () => {
  it('finds no difference in any table', async () => {
    expect(await schemaDifferences({ migrations: catalogueMigrations, entities: catalogueRows })).toEqual([]);
  });
});
