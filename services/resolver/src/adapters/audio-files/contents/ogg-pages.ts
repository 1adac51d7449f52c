import { crc32 } from './crc.js';
import { joined, type StreamCheck } from './stream-check.js';

const headerLength = 27;
const zeros = new Uint8Array(4);

/** Follows the pages of an Ogg file: their checksums and, per stream, their numbers (RFC 3533, section 6). */
export class OggPages implements StreamCheck {
  private rest: Buffer = Buffer.alloc(0);
  private damage: string | undefined;
  private pages = 0;
  private readonly next = new Map<number, number>();

  push(bytes: Buffer): void {
    if (this.damage !== undefined) return;
    const buffer = joined(this.rest, bytes);
    let at = 0;
    for (let length = pageLength(buffer, at); length !== undefined; length = pageLength(buffer, at)) {
      this.damage = length === 0 ? `after ${this.pages} pages something else begins` : this.check(buffer.subarray(at, at + length));
      if (this.damage !== undefined) return;
      at += length;
      this.pages++;
    }
    this.rest = buffer.subarray(at);
  }

  end(): string | undefined {
    if (this.damage !== undefined) return this.damage;
    // Tags of other formats at the end are not part of the stream, but they are not damage either.
    const foreign = this.rest.toString('latin1', 0, 3) === 'TAG';
    return this.rest.length > 0 && !foreign ? 'its last page is cut off' : undefined;
  }

  private check(page: Buffer): string | undefined {
    const said = page.readUInt32LE(22);
    const head = crc32(crc32(0, page, 0, 22), zeros, 0, 4);
    if (crc32(head, page, 26, page.length) !== said) return `the checksum of page ${this.pages + 1} is wrong`;
    const serial = page.readUInt32LE(14);
    const number = page.readUInt32LE(18);
    const begins = ((page[5] ?? 0) & 2) !== 0;
    const expected = this.next.get(serial);
    if (!begins && expected !== undefined && number !== expected) return `pages are missing after page ${this.pages}`;
    this.next.set(serial, number + 1);
    return undefined;
  }
}

/** Length of the page at `at`; 0 if there is no page, `undefined` if more bytes are needed to tell. */
function pageLength(bytes: Buffer, at: number): number | undefined {
  if (at + headerLength > bytes.length) return undefined;
  if (bytes.toString('latin1', at, at + 4) !== 'OggS') return bytes.toString('latin1', at, at + 3) === 'TAG' ? undefined : 0;
  const body = at + headerLength + (bytes[at + 26] ?? 0);
  if (body > bytes.length) return undefined;
  let length = body - at;
  for (let segment = at + headerLength; segment < body; segment++) length += bytes[segment] ?? 0;
  return at + length > bytes.length ? undefined : length;
}
