import { crc32, deflateSync } from 'node:zlib';

const pixels = 240;

const drawn = new Map<number, Buffer>();

/** The cover of an album: a PNG (RFC 2083) of a low sun over water, in colours of its own. Each is drawn once. */
export function coverPicture(albumNumber: number): Buffer {
  const picture = drawn.get(albumNumber) ?? draw(albumNumber);
  drawn.set(albumNumber, picture);
  return picture;
}

function draw(albumNumber: number): Buffer {
  // Steps of the golden angle keep neighbours apart; the skies between yellow and green are left out.
  const hue = 170 + ((albumNumber * 137.5) % 250);
  const sun = { x: pixels * (0.3 + (albumNumber % 5) * 0.1), y: pixels * 0.42, radius: pixels * (0.14 + (albumNumber % 3) * 0.03) };
  const rows = Buffer.alloc((pixels * 3 + 1) * pixels);
  for (let y = 0; y < pixels; y += 1) {
    for (let x = 0; x < pixels; x += 1) {
      const at = y * (pixels * 3 + 1) + 1 + x * 3;
      rows.set(colourAt(x, y, { hue, sun }), at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

interface Scene {
  readonly hue: number;
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
}

function colourAt(x: number, y: number, { hue, sun }: Scene): [number, number, number] {
  const horizon = pixels * 0.62;
  if (Math.hypot(x - sun.x, y - sun.y) < sun.radius) return rgb(hue + 40, 0.85, 0.78);
  if (y < horizon) return rgb(hue, 0.55, 0.3 + 0.35 * (y / horizon));
  const ripple = Math.sin(y * 0.9) * 0.04;
  const path = Math.abs(x - sun.x) < sun.radius * (0.5 + (y - horizon) / pixels) ? 0.22 : 0;
  return rgb(hue + 15, 0.5, 0.26 + ripple + path);
}

/** From HSL: hue in degrees, the others from 0 to 1. */
function rgb(hue: number, saturation: number, lightness: number): [number, number, number] {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const part = (shift: number): number => {
    const turn = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))));
  };
  return [part(0), part(8), part(4)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
