import { answerRoom } from './answer-room.js';

/**
 * JSON text in UTF-8 that is sent as it is: an answer that was written before, or one put together from such parts. It holds until
 * the caller returns to the event loop.
 */
export class PreparedJson {
  private constructor(private parts: readonly Uint8Array[]) {}

  /** Of bytes that change later. */
  static copy(bytes: Uint8Array): PreparedJson {
    return new PreparedJson([copied(bytes)]);
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
    return new PreparedJson([...parts, Buffer.from(`${text}}`)]);
  }

  /** A list of items that are joined by commas already, of bytes that change later. */
  static list(items: Uint8Array): PreparedJson {
    return new PreparedJson([startOfList, copied(items), endOfList]);
  }

  static listOf(items: readonly PreparedJson[]): PreparedJson {
    const parts = items.flatMap((item, index) => (index === 0 ? item.parts : [comma, ...item.parts]));
    return new PreparedJson([startOfList, ...parts, endOfList]);
  }

  /** The text of a body, prepared or not. */
  static bytesOf(body: object): Uint8Array {
    return body instanceof PreparedJson ? body.bytes : Buffer.from(JSON.stringify(body));
  }

  /** Joined once, when it is sent: parts of parts are not copied on the way. */
  private get bytes(): Uint8Array {
    const [first, ...others] = this.parts;
    if (first !== undefined && others.length === 0) return first;
    const joined = answerRoom.take(this.parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      joined.set(part, at);
      at += part.length;
    }
    this.parts = [joined];
    return joined;
  }
}

const startOfList = Buffer.from('[');
const comma = Buffer.from(',');
const endOfList = Buffer.from(']');

function copied(bytes: Uint8Array): Uint8Array {
  const copy = answerRoom.take(bytes.length);
  copy.set(bytes);
  return copy;
}
