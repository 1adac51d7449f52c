import { Fault } from '@catalogsync/faults';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/**
 * The expected shape of an answer. Members not in the schema are ignored, because services add some with every
 * release. A null member counts as absent, because many services use the two interchangeably.
 */
export class JsonShape<S extends TSchema> {
  private validator: Validator | undefined;

  constructor(private readonly schema: S) {}

  /**
   * @param endpoint names the source of the text in messages, such as `slskd GET /searches/{id}`
   * @throws Fault `data_corrupt` that names the endpoint and the first wrong member, never its value
   */
  parse(text: string | Uint8Array, endpoint: string): Static<S> {
    const value = parseJson(typeof text === 'string' ? text : new TextDecoder().decode(text), endpoint);
    return this.check(value, endpoint);
  }

  /** Like `parse`, for a value that is already parsed. */
  check(value: unknown, endpoint: string): Static<S> {
    // Compiled at the first answer: an unused source costs nothing at start.
    this.validator ??= Compile(this.schema) as Validator;
    if (this.validator.Check(value)) return value as Static<S>;
    const [error] = this.validator.Errors(value);
    const field = (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'the whole';
    throw new Fault('data_corrupt', `${endpoint}: unexpected answer: ${field} ${error?.message ?? 'has the wrong shape'}`, {
      hint: 'The service may be a version that is not supported.',
    });
  }
}

function parseJson(text: string, endpoint: string): unknown {
  try {
    return withoutNulls(JSON.parse(text));
  } catch (error) {
    const what = text.trim() === '' ? 'an empty answer' : text.trimStart().startsWith('<') ? 'a page instead of data' : 'not JSON';
    throw new Fault('data_corrupt', `${endpoint}: unexpected answer: ${what}`, { hint: 'Check the address.', cause: error });
  }
}

/** Changes the value, which nobody else has: a copy of each answer would be garbage at once. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const entries: unknown[] = value.includes(null) ? value.filter((entry) => entry !== null) : value;
    for (const [at, entry] of entries.entries()) entries[at] = withoutNulls(entry);
    return entries;
  }
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    if (members[name] === null) delete members[name];
    else if (typeof members[name] === 'object') members[name] = withoutNulls(members[name]);
  }
  return value;
}
