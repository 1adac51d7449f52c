import { schemaDifferences } from '@catalogsync/sqlite/testing';
import { describe, expect, it } from '@jest/globals';
import { catalogueMigrations, catalogueRows } from '../catalogue-database.js';

// Real here: TypeORM's schema builder over an in-memory database built by the migrations.
describe('when the row schemas are compared with what the migrations create', () => {
  it('finds no difference in any table', async () => {
    expect(await schemaDifferences({ migrations: catalogueMigrations, entities: catalogueRows })).toEqual([]);
  });
});
