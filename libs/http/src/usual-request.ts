import type { DirectHeaders } from './direct-answer.js';

/** A request for a direct route in its usual form. */
export interface UsualRequest {
  readonly url: string;
  readonly headers: DirectHeaders;
}

/** The first line of a GET with a plain address. */
const firstLine = /^GET (\/[\w.~\-/?&=,%+*!:@]*) HTTP\/1\.1\r\n/;
/** One field: a name of letters and digits, a value of printable characters without white space around it. */
const field = /([A-Za-z0-9-]+): ?([!-~](?:[ -~]*[!-~])?)\r\n/y;

/** Fields that say how the connection or the body is to be treated: Node's parser knows the rules. */
const ofTransport = new Set([
  'connection',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const wanted = new Set(['accept-encoding', 'authorization', 'host', 'if-none-match', 'traceparent', 'x-forwarded-for']);

/**
 * Reads requests of one connection, as long as each arrives whole and has a form that every parser reads in the same way. The
 * fields of a client are the same each time, so they are parsed once.
 */
export class UsualRequests {
  private fieldsText = '';
  private fields: DirectHeaders | undefined;

  /** @param longest head of a request, in bytes */
  constructor(private readonly longest: number) {}

  /** Undefined if these bytes are not exactly one such request. */
  read(bytes: Buffer): UsualRequest | undefined {
    if (bytes.length > this.longest) return undefined;
    const text = bytes.toString('latin1');
    const line = firstLine.exec(text);
    if (line === null) return undefined;
    const rest = text.slice(line[0].length);
    if (rest !== this.fieldsText) {
      this.fields = fieldsOf(rest);
      this.fieldsText = rest;
    }
    return this.fields && { url: line[1] ?? '', headers: this.fields };
  }
}

function fieldsOf(text: string): DirectHeaders | undefined {
  const fields: Record<string, string> = {};
  let at = 0;
  while (at < text.length - 2) {
    field.lastIndex = at;
    const [whole, name = '', value = ''] = field.exec(text) ?? [];
    if (whole === undefined) return undefined;
    const lower = name.toLowerCase();
    if (ofTransport.has(lower) && !(lower === 'connection' && value.toLowerCase() === 'keep-alive')) return undefined;
    if (wanted.has(lower)) {
      if (Object.hasOwn(fields, lower)) return undefined;
      fields[lower] = value;
    }
    at += whole.length;
  }
  // HTTP/1.1 demands a host (RFC 9112, section 3.2); Node says so to those who forget it.
  return text.endsWith('\r\n') && at === text.length - 2 && fields.host !== undefined ? fields : undefined;
}
