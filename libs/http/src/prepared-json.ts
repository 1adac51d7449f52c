/** JSON text in UTF-8 that is sent as it is: an answer that was written before, or one put together from such parts. */
export class PreparedJson {
  private parts: readonly Uint8Array[];

  constructor(...parts: Uint8Array[]) {
    this.parts = parts;
  }

  /** An object whose fields are prepared JSON or plain values. */
  static object(fields: Readonly<Record<string, unknown>>): PreparedJson {
    const parts: Uint8Array[] = [];
    let text = '{';
    let comma = '';
    for (const [name, value] of Object.entries(fields)) {
      text += `${comma}${JSON.stringify(name)}:`;
      comma = ',';
      if (value instanceof PreparedJson) {
        parts.push(Buffer.from(text), ...value.parts);
        text = '';
      } else {
        text += JSON.stringify(value) ?? 'null';
      }
    }
    return new PreparedJson(...parts, Buffer.from(`${text}}`));
  }

  /** A list of items that are joined by commas already. */
  static list(items: Uint8Array): PreparedJson {
    return new PreparedJson(startOfList, items, endOfList);
  }

  /** The text of a body, prepared or not. */
  static bytesOf(body: object): Uint8Array {
    return body instanceof PreparedJson ? body.bytes : Buffer.from(JSON.stringify(body));
  }

  /** Joined once, when it is sent: parts of parts are not copied on the way. */
  get bytes(): Uint8Array {
    const [first, ...others] = this.parts;
    if (first !== undefined && others.length === 0) return first;
    const joined = Buffer.concat(this.parts);
    this.parts = [joined];
    return joined;
  }
}

const startOfList = Buffer.from('[');
const endOfList = Buffer.from(']');
