import { Fault } from '@catalogsync/faults';
import { parseAccessKeys, parseS3Address, S3ObjectStore } from '@catalogsync/object-storage';
import type { ServiceContext } from '@catalogsync/runtime';
import { PublicationMirror } from './adapters/mirror/publication-mirror.js';
import type { SignedMetadata } from './adapters/publication-folder/signed-metadata.js';
import type { SnapshotConfig } from './config.js';

/** The mirror of a publication; `undefined` if none is wanted. @throws Fault `invalid_argument` if its access keys are missing */
export function bindMirror(
  config: SnapshotConfig,
  metadata: SignedMetadata,
  { clock, log }: ServiceContext,
): PublicationMirror | undefined {
  const { SNAPSHOT_MIRROR: address, SNAPSHOT_S3_KEYS: keys, SNAPSHOT_DIR: folder } = config;
  if (address === '') return undefined;
  if (keys === '') {
    throw new Fault('invalid_argument', 'SNAPSHOT_MIRROR needs SNAPSHOT_S3_KEYS', {
      hint: 'Put SNAPSHOT_S3_KEYS=<access key id>:<secret> into secrets.env.',
    });
  }
  const place = parseS3Address(address);
  return new PublicationMirror({
    store: new S3ObjectStore({ ...place, keys: parseAccessKeys(keys) }),
    address: `s3://${[place.bucket, place.prefix].filter((part) => part !== '').join('/')}`,
    source: async () => {
      const announced = await metadata.announced();
      return announced && { folder, publication: announced.publication, roots: await metadata.roots() };
    },
    clock,
    log,
  });
}
