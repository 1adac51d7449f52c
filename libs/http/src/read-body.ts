import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { requestFault } from './request-fault.js';

/** Length limit for the text about a body's errors. */
const maxMessage = 1000;

/** The body, if it matches its schema. @throws RequestFault `invalid_body` that names all errors */
export function readBody(schema: TSchema | undefined, given: unknown): unknown {
  if (schema === undefined) {
    if (given === undefined || given === null || JSON.stringify(given) === '{}') return undefined;
    throw requestFault('invalid_body', 'this operation takes no body');
  }
  if (Value.Check(schema, given)) return given;
  const faults = Value.Errors(schema, given).flatMap((error) => {
    if (error.keyword === 'boolean') return [];
    const where = error.instancePath === '' ? 'the body' : error.instancePath.slice(1).replaceAll('/', '.');
    if (error.keyword === 'additionalProperties') return error.params.additionalProperties.map((name) => `unknown field "${name}"`);
    const allowed = error.keyword === 'enum' ? `: ${(error.params.allowedValues as unknown[]).join(', ')}` : '';
    return [`${where} ${error.message}${allowed}`];
  });
  throw requestFault('invalid_body', [...new Set(faults)].join('; ').slice(0, maxMessage));
}
