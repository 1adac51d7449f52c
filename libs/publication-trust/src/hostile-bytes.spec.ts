import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { day, makeKey, manifest, never, noon, Published } from '../test/publishing.js';
import { RefusedPublication, type SignedPublication, type TrustedMetadata, updatePublication } from './index.js';

let published: Published;
let signed: SignedPublication;
let held: TrustedMetadata;

/** With one file replaced; `undefined` if it was accepted. */
async function refused(path: string, bytes: Uint8Array, before: TrustedMetadata): Promise<unknown> {
  const source = { read: async (asked: string) => (asked === path ? bytes : published.files.get(asked)) };
  return updatePublication(before, source, noon, never).then(
    () => undefined,
    (error: unknown) => error,
  );
}

beforeAll(async () => {
  published = await Published.create();
  published.publish([manifest(1)]);
  held = (await updatePublication(published.firstTrust, published, noon, never)).publication.metadata;
  published.rotateOnline(await makeKey());
  signed = published.publish([manifest(2), manifest(1)]);
});

const anyFile = fc.constantFrom('root', 'timestamp', 'snapshot', 'targets');
const pathOf = (file: string): string => (file === 'root' ? 'metadata/2.root.json' : signed[file as keyof SignedPublication].path);

describe('when any byte of a document is changed', () => {
  it('is accepted by nobody, whether new or of long standing', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.nat(), fc.integer({ min: 1, max: 255 }), async (file, at, change) => {
        const bytes = Buffer.from(published.files.get(pathOf(file)) as Uint8Array);
        const place = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(place) ^ change, place);
        for (const before of [published.firstTrust, held]) {
          expect(await refused(pathOf(file), bytes, before)).toBeInstanceOf(RefusedPublication);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is accepted by nobody if it is cut or prolonged', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.nat(), fc.uint8Array({ maxLength: 5 }), async (file, at, tail) => {
        const whole = published.files.get(pathOf(file)) as Uint8Array;
        const bytes = Buffer.concat([whole.subarray(0, at % whole.length), tail]);
        fc.pre(!bytes.equals(whole));
        expect(await refused(pathOf(file), bytes, held)).toBeInstanceOf(RefusedPublication);
      }),
    );
  });
});

describe('when anything at all is sent', () => {
  it('is refused with an alarm, whatever the bytes or the JSON are', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .jsonValue()
        .map((value) => Buffer.from(JSON.stringify({ signatures: [value], signed: { _type: 'timestamp', meta: value, version: 1 } }))),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify({ signatures: value, signed: value }))),
    );
    await fc.assert(
      fc.asyncProperty(anyFile, bytes, async (file, sent) => {
        expect(await refused(pathOf(file), sent, held)).toBeInstanceOf(RefusedPublication);
      }),
      { numRuns: 300 },
    );
  });
});

describe('when publications come in any order', () => {
  it('never goes back in any version or sequence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }), async (order) => {
        const world = await offers();
        let trusted: TrustedMetadata = world.published.firstTrust;
        let highest = -1;
        for (const at of order) {
          const { files } = world.states[at] as { files: Map<string, Uint8Array> };
          const source = { read: async (path: string) => files.get(path) };
          const outcome = await updatePublication(trusted, source, noon + day, never).catch((error: unknown) => error);
          if (at < highest) expect(outcome).toMatchObject({ alarm: 'rollback' });
          else {
            trusted = (outcome as Awaited<ReturnType<typeof updatePublication>>).publication.metadata;
            highest = at;
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

let made: Promise<{ published: Published; states: { files: Map<string, Uint8Array> }[] }> | undefined;

/** Seven publications, one after the other, each as it was served. */
function offers(): NonNullable<typeof made> {
  made ??= (async () => {
    const world = await Published.create();
    const states = [];
    for (let sequence = 1; sequence <= 7; sequence++) {
      world.publish([manifest(sequence)], { now: noon + sequence * 1000 });
      states.push({ files: new Map(world.files) });
    }
    return { published: world, states };
  })();
  return made;
}
