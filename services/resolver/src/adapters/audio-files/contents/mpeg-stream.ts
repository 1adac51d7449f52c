import { frameAt } from '../mpeg-frames.js';
import { joined, type StreamCheck } from './stream-check.js';

const headerLength = 7;
/** Bytes between frames that tags and careless cutting can explain. */
const toleratedBytes = 64 * 1024;
const toleratedShare = 0.02;

/** Follows the frames of an MP3 or ADTS stream. Bytes between them mean lost or never written audio. */
export class MpegStream implements StreamCheck {
  private rest: Buffer = Buffer.alloc(0);
  private inFrames = 0;
  private between = 0;
  /** Since the last frame. */
  private trailing = 0;
  /** Bytes of the current frame that lie beyond what has been read. */
  private skip = 0;

  push(bytes: Buffer): void {
    const skipped = Math.min(this.skip, bytes.length);
    this.skip -= skipped;
    const buffer = joined(this.rest, bytes.subarray(skipped));
    let at = 0;
    while (at + headerLength <= buffer.length) {
      const frame = frameAt(buffer, at);
      if (frame === undefined) {
        const next = buffer.indexOf(0xff, at + 1);
        const junk = (next < 0 ? buffer.length : next) - at;
        this.trailing += junk;
        at += junk;
      } else {
        this.inFrames += frame.length;
        // Junk counts only once a frame follows: tags come at the end.
        this.between += this.trailing;
        this.trailing = 0;
        at += frame.length;
      }
    }
    this.skip = Math.max(0, at - buffer.length);
    this.rest = Buffer.from(buffer.subarray(Math.min(at, buffer.length)));
  }

  end(): string | undefined {
    if (this.inFrames === 0) return 'it holds no frames of audio';
    if (this.between > toleratedBytes && this.between > this.inFrames * toleratedShare) {
      return `${this.between} bytes between its frames are not audio`;
    }
    return undefined;
  }
}
