import { choice, httpAddress, integer, keyList, text } from '@catalogsync/runtime';

/** Keys of the object storage that songs go up to. */
export const objectStorageKeys = {
  OBJECT_BACKEND_NAME: text({
    help: 'Name in the catalogue for the object storage of OBJECT_BUCKET.',
    default: '',
    defaultText: 'object-storage',
  }),
  OBJECT_BUCKET: text({
    help: 'Bucket for uploaded files, registered at start; empty for none.',
    default: '',
    defaultText: 'none',
  }),
  OBJECT_ENDPOINT: httpAddress({ help: 'Address of the service with the bucket.', default: '', defaultText: 'none' }),
  OBJECT_REGION: text({ help: 'Region of the bucket, if its service has regions.', default: '', defaultText: 'none' }),
  OBJECT_PREFIX: text({ help: 'Prefix of all object keys.', default: '', defaultText: 'none' }),
  OBJECT_PUBLIC_BASE_URL: httpAddress({ help: 'Public address of the objects.', default: '', defaultText: 'none' }),
  OBJECT_DELIVERY: choice(['public', 'presigned', 'none'], {
    help: 'How players get the uploaded files: at the public address, at addresses that the public API signs (OBJECT_READ_KEYS), or not.',
    default: (lookup) => (lookup('OBJECT_PUBLIC_BASE_URL') === '' ? 'none' : 'public'),
    defaultText: 'public if there is OBJECT_PUBLIC_BASE_URL, otherwise none',
    belongsTo: 'machine',
  }),
  OBJECT_ACCESS_KEYS: keyList({
    help: 'Access keys for uploads, by the name of the backend; each as name=<access key id>:<secret>.',
    default: new Map(),
    defaultText: 'none',
    secret: true,
  }),
  OBJECT_UPLOAD_KBPS: integer({
    help: 'Most that uploads send, all backends together; 0 is no limit.',
    default: 0,
    min: 0,
    max: 100_000_000,
    unit: 'kilobits per second',
  }),
  OBJECT_MAX_REQUESTS: integer({
    help: 'Requests to object storage at once. Each may hold a part of 16 megabytes in memory.',
    default: 4,
    min: 1,
    max: 32,
    unit: 'requests',
  }),
  OBJECT_CHECKSUMS: choice(['when_supported', 'when_required'], {
    help: 'Whether uploads carry checksums besides the MD5 sum; when_required for servers that refuse them.',
    default: 'when_supported',
  }),
} as const;
