import { type IncomingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';

/** The headers that a direct route may depend on. */
export type DirectHeaders = Pick<IncomingHttpHeaders, 'accept-encoding' | 'authorization' | 'if-none-match'> & {
  readonly 'x-forwarded-for'?: string | string[] | undefined;
  readonly traceparent?: string | string[] | undefined;
};

/** A request as direct routes see it. */
export interface DirectRequest {
  /** As it was sent, with the query. */
  readonly url: string;
  readonly headers: DirectHeaders;
  /** Address of the other end of the connection. */
  readonly peer: string | undefined;
  /** Parameters by name, unread. */
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
}

/** The head of an answer, made once and sent many times: only the length of the body differs. */
export class AnswerHead {
  /** For a connection without Node's `ServerResponse`: everything before the length. */
  readonly text: string;

  /** @param fields names and values in turn, the form that Node writes fastest */
  constructor(
    readonly status: number,
    readonly fields: readonly string[],
  ) {
    this.text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fieldLines(fields)}`;
  }
}

/** What a direct route returns. */
export interface DirectAnswer {
  readonly head: AnswerHead;
  /** Absent for a status that has none. It holds until the caller returns to the event loop. */
  readonly body: Uint8Array | undefined;
  /** Fields of this answer only, names and values in turn. */
  readonly more?: readonly string[];
}

/** Fields as lines of a head. */
export function fieldLines(fields: readonly string[]): string {
  let lines = '';
  for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return lines;
}

/** Up to this length a body goes out as text, in one write with the head. */
const mostInOneWrite = 8_192;

/** The bytes of a short body as text of one byte per character. */
export function oneWrite({ buffer, byteOffset, byteLength }: Uint8Array): string | undefined {
  return byteLength <= mostInOneWrite ? Buffer.from(buffer, byteOffset, byteLength).toString('latin1') : undefined;
}

export function writeDirect(response: ServerResponse, { head: { status, fields }, body, more = [] }: DirectAnswer): void {
  if (body === undefined) {
    response.writeHead(status, [...fields, ...more]).end();
    return;
  }
  response.writeHead(status, [...fields, ...more, 'content-length', String(body.length)]);
  const text = oneWrite(body);
  if (text === undefined) response.end(Buffer.from(body));
  else response.end(text, 'latin1');
}
