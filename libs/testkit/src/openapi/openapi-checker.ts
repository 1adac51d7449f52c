import { readFileSync } from 'node:fs';
import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import type { EmulatedHandler } from '../emulated-server.js';
import { type Amendment, amended } from './amendment.js';
import { escaped, type OpenApiDocument, type Placed, type RequestBody, type ResponseObject, resolved } from './openapi-document.js';
import { type MetOperation, Operations } from './operations.js';
import { parameterFaults } from './parameters.js';
import { SchemaChecks } from './schema-checks.js';

export interface CheckerOptions {
  /** Where the document is wrong or too narrow. */
  readonly amendments?: readonly Amendment[];
  /** Statuses that every operation may answer, although the document does not say so at each. */
  readonly statusesOfAll?: readonly { readonly status: number; readonly why: string }[];
}

/**
 * Holds an emulator and its callers to a published OpenAPI document (3.0 or 3.1): each request must be one that the document knows,
 * with all of the required and none but the known parameters, each answer one that it describes. What is not is kept in
 * `violations`, as sentences; a test asserts at its end that there are none.
 */
export class OpenApiChecker {
  readonly violations: string[] = [];
  private readonly document: OpenApiDocument;
  private readonly operations: Operations;
  private readonly schemas: SchemaChecks;
  private readonly statusesOfAll: ReadonlySet<number>;

  constructor(document: object, { amendments = [], statusesOfAll = [] }: CheckerOptions = {}) {
    this.document = amended(document, amendments) as OpenApiDocument;
    this.operations = new Operations(this.document);
    this.schemas = new SchemaChecks(this.document);
    this.statusesOfAll = new Set(statusesOfAll.map(({ status }) => status));
  }

  /** @param file below `libs/testkit/specs`, such as `plex/plex-1.1.1.openapi.json` */
  static load(file: string, options: CheckerOptions = {}): OpenApiChecker {
    const path = new URL(`../../specs/${file}`, import.meta.url);
    return new OpenApiChecker(JSON.parse(readFileSync(path, 'utf8')) as object, options);
  }

  /** The handler behind the checks: a request that the document does not allow is answered 400 with what is wrong with it. */
  guard(handler: EmulatedHandler): EmulatedHandler {
    return async (request) => {
      const faults = this.requestFaults(request);
      if (faults.length > 0) return { status: 400, headers: { 'content-type': 'text/plain' }, body: faults.join('\n') };
      const answer = (await handler(request)) ?? { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no such thing' };
      this.answerFaults(request, answer);
      return answer;
    };
  }

  /** What is wrong with a request; also kept. */
  requestFaults(request: EmulatedRequest): readonly string[] {
    const met = this.operations.find(request.method, request.path);
    if (typeof met === 'string') return this.keep(request, 'request', [met]);
    return this.keep(request, 'request', [...parameterFaults(this.schemas, met, request), ...this.bodyFaults(met, request)]);
  }

  /** What is wrong with the answer to a request; also kept. */
  answerFaults(request: EmulatedRequest, answer: EmulatedAnswer): readonly string[] {
    const met = this.operations.find(request.method, request.path);
    if (typeof met === 'string') return this.keep(request, 'answer', [met]);
    const { status = 200 } = answer;
    const { responses } = met.operation.value;
    const name = [String(status), `${String(status)[0]}XX`, 'default'].find((key) => responses[key] !== undefined);
    if (name === undefined) {
      return this.statusesOfAll.has(status) ? [] : this.keep(request, 'answer', [`the document knows no answer ${status} here`]);
    }
    const placed = { value: responses[name] as ResponseObject, pointer: `${met.operation.pointer}/responses/${escaped(name)}` };
    return this.keep(request, `answer ${status}`, this.contentFaults(resolved(this.document, placed), answer));
  }

  private keep({ method, path }: EmulatedRequest, what: string, faults: readonly string[]): readonly string[] {
    const sentences = faults.map((fault) => `${method} ${path}: ${what}: ${fault}`);
    this.violations.push(...sentences);
    return sentences;
  }

  private bodyFaults({ operation }: MetOperation, { body, headers }: EmulatedRequest): string[] {
    const { requestBody } = operation.value;
    if (requestBody === undefined) return body === '' ? [] : ['it has a body, and the document knows none'];
    const { value, pointer } = resolved<RequestBody>(this.document, { value: requestBody, pointer: `${operation.pointer}/requestBody` });
    if (body === '') return value.required === true ? ['its body is missing'] : [];
    return this.typedFaults({ value: value.content, pointer: `${pointer}/content` }, headers['content-type'] ?? '', body);
  }

  private contentFaults({ value, pointer }: Placed<ResponseObject>, { headers = {}, body = '' }: EmulatedAnswer): string[] {
    const { content = {} } = value;
    const isEmpty = typeof body === 'object' ? false : body === '';
    const wantsData = Object.values(content).some(({ schema }) => schema !== undefined);
    if (isEmpty) return wantsData ? ['it is empty, and the document wants data'] : [];
    if (Object.keys(content).length === 0) return ['it has a body, and the document knows none'];
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    return this.typedFaults({ value: content, pointer: `${pointer}/content` }, named ?? (isJson ? 'application/json' : ''), body);
  }

  private typedFaults({ value, pointer }: Placed<RequestBody['content']>, contentType: string, body: object | string): string[] {
    const type = contentType.replace(/;.*$/, '').trim().toLowerCase();
    const name = Object.keys(value).find((range) => covers(range, type));
    if (name === undefined) return [`its content type is "${type}", and the document wants ${Object.keys(value).join(' or ')}`];
    if (value[name]?.schema === undefined || Buffer.isBuffer(body)) return [];
    const place = { value: value[name].schema, pointer: `${pointer}/${escaped(name)}/schema` };
    if (/[/+]json$/.test(type)) return this.jsonFaults(body, place);
    return type === 'application/x-www-form-urlencoded' ? this.schemas.faults(formOf(String(body)), place) : [];
  }

  private jsonFaults(body: object | string, place: Placed<unknown>): string[] {
    try {
      // Written and read: members that are undefined are not sent.
      return this.schemas.faults(JSON.parse(typeof body === 'string' ? body : JSON.stringify(body)), place);
    } catch (error) {
      if (error instanceof SyntaxError) return ['it is not JSON'];
      throw error;
    }
  }
}

function covers(range: string, type: string): boolean {
  const wanted = range.replace(/;.*$/, '').trim().toLowerCase();
  return wanted === type || wanted === '*/*' || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)));
}

function formOf(body: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}
