/** What the thread of a delta is asked to do. */
export type DeltaWork =
  | { readonly kind: 'make'; readonly before: string; readonly after: string; readonly out: string }
  /** `out` holds a copy of the database before. */
  | { readonly kind: 'apply'; readonly delta: string; readonly out: string; readonly maxBytes: number };
