/** A running server of the S3 protocol with one bucket. */
export interface ObjectServer {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly keys: { readonly accessKeyId: string; readonly secret: string };
  stop(): Promise<void>;
}
