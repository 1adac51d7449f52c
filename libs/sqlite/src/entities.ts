import { Fault } from '@catalogsync/faults';
import type { EntityManager } from 'typeorm';
import { toSqliteFault } from './sqlite-fault.js';

/** The part of TypeORM that only reads, and a single table at that. */
export type EntityQuestions = Pick<EntityManager, 'find' | 'findOne' | 'findBy' | 'findOneBy' | 'existsBy'>;

/** The part of TypeORM that neither opens a transaction of its own nor reads behind the caller's back. */
export type Entities = EntityQuestions & Pick<EntityManager, 'insert' | 'update' | 'upsert' | 'delete'>;

/** The same entities, each of whose functions is called through `call`. */
function through<E extends object>(entities: E, call: (act: () => unknown) => unknown): E {
  return new Proxy(entities, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (...given: unknown[]) => call(() => value.apply(target, given)) : value;
    },
  });
}

/** Entities that refuse to work once their unit of work has ended. */
export function whileOpen(entities: Entities, isOpen: () => boolean): Entities {
  return through(entities, (act) => {
    if (!isOpen()) throw new Fault('internal', 'a store was used after its unit of work had ended');
    return act();
  });
}

/** Entities whose errors are Faults, see `toSqliteFault`. */
export function ofFile(entities: EntityQuestions, file: string): EntityQuestions {
  return through(entities, async (act) => {
    try {
      return await act();
    } catch (error) {
      throw toSqliteFault(error, file);
    }
  });
}

/** The id of a row that was just inserted. */
export const insertedId = (result: Awaited<ReturnType<Entities['insert']>>): number => Number(result.identifiers[0]?.id);
