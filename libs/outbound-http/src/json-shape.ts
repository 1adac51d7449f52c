import { Fault } from '@catalogsync/faults';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/**
 * What an answer must look like. Members that the schema does not name are ignored: services add some with every
 * release. A member that is null counts as absent, since many services write one for the other.
 */
export class JsonShape<S extends TSchema> {
  private validator: Validator | undefined;

  constructor(private readonly schema: S) {}

  /**
   * @param endpoint how messages name where the text came from, such as `slskd GET /searches/{id}`
   * @throws Fault `data_corrupt` that names the endpoint and the first member out of shape, never its value
   */
  parse(text: string | Uint8Array, endpoint: string): Static<S> {
    const value = parseJson(typeof text === 'string' ? text : new TextDecoder().decode(text), endpoint);
    return this.check(value, endpoint);
  }

  /** As `parse`, of what was read already. */
  check(value: unknown, endpoint: string): Static<S> {
    // Compiled at the first answer: a source that is never asked costs nothing at start.
    this.validator ??= Compile(this.schema) as Validator;
    if (this.validator.Check(value)) return value as Static<S>;
    const [error] = this.validator.Errors(value);
    const field = (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'the whole';
    throw new Fault('data_corrupt', `${endpoint}: unexpected answer: ${field} ${error?.message ?? 'is out of shape'}`, {
      hint: 'The service may be another version than the ones known here.',
    });
  }
}

function parseJson(text: string, endpoint: string): unknown {
  try {
    return withoutNulls(JSON.parse(text));
  } catch (error) {
    const what = text.trim() === '' ? 'an empty answer' : text.trimStart().startsWith('<') ? 'a page instead of data' : 'no JSON';
    throw new Fault('data_corrupt', `${endpoint}: unexpected answer: ${what}`, { hint: 'Check the address.', cause: error });
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
