import type * as Sdk from '@aws-sdk/client-s3';

/**
 * The content of a body is then proven by its MD5 sum alone, whose header is signed. The signer would else hash each part once more:
 * a third of the cost of sending it.
 */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** Tells the signer the SHA-256 of a body, lower-case hex, or that it is not to be signed. */
export function withPayloadHash<C extends Sdk.PutObjectCommand | Sdk.UploadPartCommand>(command: C, hash: string): C {
  // Both have the same kind of stack, which the types do not show.
  const stack = command.middlewareStack as Sdk.PutObjectCommand['middlewareStack'];
  stack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers['x-amz-content-sha256'] = hash;
      return next(args);
    },
    { step: 'build', name: 'knownPayloadHash' },
  );
  return command;
}
