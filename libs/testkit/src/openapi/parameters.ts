import type { EmulatedRequest } from '../emulated-answer.js';
import type { Parameter, Placed, Schema } from './openapi-document.js';
import type { MetOperation } from './operations.js';
import type { SchemaChecks } from './schema-checks.js';

/** What is wrong with the parameters of a request, as sentences: missing, unknown, repeated, or of the wrong type. */
export function parameterFaults(schemas: SchemaChecks, met: MetOperation, { query, headers }: EmulatedRequest): string[] {
  const known = new Set<string>();
  const faults = met.parameters.flatMap((placed) => {
    const { value: parameter } = placed;
    if (parameter.in === 'query') return queryFaults(schemas, placed, query, known);
    if (parameter.in === 'cookie') return [];
    const value = parameter.in === 'path' ? met.pathValues[parameter.name] : headers[parameter.name.toLowerCase()];
    return valueFaults(schemas, placed, value === undefined ? [] : [value].flat());
  });
  const unknown = [...new Set(query.keys())].filter((name) => !known.has(name));
  return [...faults, ...unknown.map((name) => `the document knows no parameter "${name}" here`)];
}

/** Takes note of the names that the parameter covers. */
function queryFaults(schemas: SchemaChecks, placed: Placed<Parameter>, query: URLSearchParams, known: Set<string>): string[] {
  const { name, schema } = placed.value;
  const parts = objectParts(schemas, placed);
  if (parts !== undefined) {
    return parts.flatMap((part) => {
      known.add(part.value.name);
      return valueFaults(schemas, part, query.getAll(part.value.name), part.pointer);
    });
  }
  const pattern = placed.value['x-names'] === undefined ? undefined : new RegExp(placed.value['x-names']);
  const names = pattern === undefined ? [name] : [...new Set(query.keys())].filter((given) => pattern.test(given));
  return names.flatMap((given) => {
    known.add(given);
    const isWanted = schema !== undefined || query.has(given);
    return isWanted ? valueFaults(schemas, { ...placed, value: { ...placed.value, name: given } }, query.getAll(given)) : [];
  });
}

/** The members of an object in the query: by their own names (`form`) or as `name[member]` (`deepObject`). Undefined for anything else. */
function objectParts(schemas: SchemaChecks, placed: Placed<Parameter>): Placed<Parameter>[] | undefined {
  const { name, schema, style = 'form' } = placed.value;
  if (schema === undefined) return undefined;
  const { value, pointer } = schemas.resolve({ value: schema, pointer: `${placed.pointer}/schema` });
  if (value.properties === undefined) return undefined;
  return Object.entries(value.properties as Record<string, Schema>).map(([member, part]) => ({
    value: { name: style === 'deepObject' ? `${name}[${member}]` : member, in: 'query', schema: part },
    pointer: `${pointer}/properties/${member}`,
  }));
}

function valueFaults(
  schemas: SchemaChecks,
  placed: Placed<Parameter>,
  texts: readonly string[],
  at = `${placed.pointer}/schema`,
): string[] {
  const { name, required = false, schema, explode, in: where } = placed.value;
  if (texts.length === 0) return required ? [`the parameter "${name}" is missing`] : [];
  if (schema === undefined) return [];
  const place = { value: schema, pointer: at };
  const isList = schemas.resolve(place).value.type === 'array';
  if (!isList && texts.length > 1) return [`the parameter "${name}" is given ${texts.length} times`];
  // Lists are repeated in a query unless the document says otherwise, and separated by commas elsewhere.
  const values = isList && !(explode ?? where === 'query') ? texts.flatMap((text) => text.split(',')) : texts;
  return schemas.faults(schemas.read(values, place), place).map((fault) => `the parameter "${name}": ${fault}`);
}
