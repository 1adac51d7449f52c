/** JSON text in UTF-8 that is sent as it is: an answer that was written before, or one put together from such parts. */
export class PreparedJson {
  constructor(readonly bytes: Uint8Array) {}

  /** An object whose fields are prepared JSON or plain values. */
  static object(fields: Readonly<Record<string, unknown>>): PreparedJson {
    const parts: Uint8Array[] = [];
    let before = '{';
    for (const [name, value] of Object.entries(fields)) {
      const label = `${before}${JSON.stringify(name)}:`;
      if (value instanceof PreparedJson) parts.push(Buffer.from(label), value.bytes);
      else parts.push(Buffer.from(label + (JSON.stringify(value) ?? 'null')));
      before = ',';
    }
    return new PreparedJson(Buffer.concat([...parts, before === '{' ? emptyObject : endOfObject]));
  }

  /** A list of items that are joined by commas already. */
  static list(items: Uint8Array): PreparedJson {
    return new PreparedJson(Buffer.concat([startOfList, items, endOfList]));
  }

  /** The text of a body, prepared or not. */
  static bytesOf(body: object): Uint8Array {
    return body instanceof PreparedJson ? body.bytes : Buffer.from(JSON.stringify(body));
  }
}

const emptyObject = Buffer.from('{}');
const endOfObject = Buffer.from('}');
const startOfList = Buffer.from('[');
const endOfList = Buffer.from(']');
