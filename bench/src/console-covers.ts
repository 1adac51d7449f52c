import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A picture of the demo, 96 pixels wide. */
const picture = Buffer.from(
  [
    'UklGRvoBAABXRUJQVlA4IO4BAADQCwCdASpgAGAAPpFAl0mltLSzrVM4wpASCWMC4AEeTOTldGlAmJNly5YTyTiFLUIpS5sjD7KYo2lJR021hG5TL4h4+eMzdzR5KUCJwf',
    '+XKWb7dxnb8f8m7HMJCGXurceCPrVgKUIAAP7tWRTp6Iv6Fd9XkyU3+j/lZ8KHMMxE9DuDIk+bnR//z0cxTNolESwe0Pc6fvj3ELkHVlU3J3JfoNMjNVDftfQgiLFeV0IY',
    'uATs7cseJgtZa+Gq3FWRSaZhCm8dS6xef8rn6qCVY5yis2W0Qq1QjQHBSh/6OlfvypI/JHoKnxHhJ8rStTiA4McHSP3AsO3z3cdt4EpmVmO8D3APUkldnMahAjHnSG0d2D',
    '9nhZkpGYKFpB1TB+nhM2uN/WlUIgSpkHELqwni7W46q05l3gCj1lFmpBKs3tXoOV1R4/jrqywCD4/Hy7ZQyJ9wupVfsnrPpw3wIPgpHrZnac2V2vISsh7PKhWy5JvcNant',
    'p+kX/9wJQvnnKzpOvnT/1XPIfuPbxkDs/xH//c+xJN0LhWXvXoOUW2K/E77pX+ezsnuY+eIkidtO8QDwAzo54XKksvtp4AwK4nXmTwSHW7WTDsmkz0L9ILOKcVXiZqc4b1',
    'trb80CH2V4OT07gfMwHCDR4D7yOhThVIAAAA==',
  ].join(''),
  'base64',
);

/** What stands in for such a picture, in hexadecimal digits. */
export const thumbhash = '5B6A0A0F0647A8678A788780785798B7777776E208A88F05';

/** The pictures that the lists show, below the home of a catalogue: all alike, under the hashes of the numbers from 1. */
export async function writeCovers(home: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const hash = number.toString(16).padStart(64, '0');
    const file = join(home, 'covers', hash.slice(0, 2), `${hash}-96.webp`);
    if (number === 1) await mkdir(dirname(file), { recursive: true });
    await writeFile(file, picture);
  }
}
