import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { asJsonSchema, type OpenApiDocument, type Placed, resolved, type Schema } from './openapi-document.js';

const wholeNumbers = (bits: number) => (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** (bits - 1);

/** The formats of OpenAPI whose violation would matter. */
const formats = {
  int32: { type: 'number', validate: wholeNumbers(32) },
  int64: { type: 'number', validate: wholeNumbers(64) },
  // With or without hyphens: what reads GUIDs on the .NET platform takes both, and Jellyfin writes them without.
  uuid: /^[0-9a-f]{8}(-?)([0-9a-f]{4}\1){3}[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  float: true,
  double: true,
  binary: true,
  byte: true,
  password: true,
  email: true,
  uri: true,
} as const;

/** Values against the schemas of a document. */
export class SchemaChecks {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, formats: { ...formats } });

  constructor(private readonly document: OpenApiDocument) {
    const schemas = document.openapi.startsWith('3.0') ? asJsonSchema(document) : document;
    this.ajv.addSchema(schemas as object, 'document:');
  }

  /** What is wrong with the value, as sentences. */
  faults(value: unknown, { pointer }: Placed<unknown>): string[] {
    const fragment = pointer.split('/').map(encodeURIComponent).join('/');
    const validate = this.ajv.getSchema(`document:#${fragment}`);
    if (validate === undefined) throw new Error(`the document has no schema at ${pointer}`);
    return validate(value) === true ? [] : worded(validate.errors ?? []);
  }

  resolve(placed: Placed<Schema>): Placed<Schema> {
    return resolved<Schema>(this.document, placed);
  }

  /** A parameter's text as the schema means it: a number, a truth value, a list, or the text itself. */
  read(texts: readonly string[], placed: Placed<Schema>): unknown {
    const { value: schema, pointer } = this.resolve(placed);
    if (schema.type === 'array') {
      const items = { value: (schema.items ?? {}) as Schema, pointer: `${pointer}/items` };
      return texts.map((text) => this.read([text], items));
    }
    const types = this.typesOf({ value: schema, pointer });
    const [text = ''] = texts;
    if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    return types.has('boolean') && /^(true|false)$/.test(text) ? text === 'true' : text;
  }

  private typesOf(placed: Placed<Schema>): Set<unknown> {
    const { value: schema, pointer } = this.resolve(placed);
    const types = new Set<unknown>([schema.type].flat());
    for (const word of ['allOf', 'oneOf', 'anyOf']) {
      for (const [at, value] of ((schema[word] ?? []) as Schema[]).entries()) {
        for (const type of this.typesOf({ value, pointer: `${pointer}/${word}/${at}` })) types.add(type);
      }
    }
    return types;
  }
}

/** The first few: one wrong member may fail in many ways. */
function worded(errors: readonly ErrorObject[]): string[] {
  const sentences = errors.map(({ instancePath, message = 'is wrong', params }) => {
    const more = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
    const allowed = 'allowedValues' in params ? `: ${JSON.stringify(params.allowedValues)}` : '';
    return `${instancePath === '' ? 'the whole' : instancePath.slice(1)} ${message}${more}${allowed}`;
  });
  return [...new Set(sentences)].slice(0, 5);
}
