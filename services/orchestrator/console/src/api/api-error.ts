/** A refusal of the API, or no answer at all. */
export class ApiError extends Error {
  private constructor(
    /** The stable code of the API; `unreachable` if there was no answer. */
    readonly code: string,
    readonly status: number,
    message: string,
    /** What to do next. */
    readonly hint: string | undefined,
    /** The members of the problem, for those with some of their own. */
    readonly problem: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
  }

  /** Of an answer that is no success (RFC 9457). */
  static of({ status, statusText }: Response, body: unknown): ApiError {
    const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const text = (name: string): string | undefined => (typeof problem[name] === 'string' ? (problem[name] as string) : undefined);
    return new ApiError(text('code') ?? 'internal', status, text('detail') ?? text('title') ?? statusText, text('hint'), problem);
  }

  static unreachable(cause: unknown): ApiError {
    return new ApiError('unreachable', 0, 'no answer', undefined, {}, { cause });
  }

  /** The login has ended, or there never was one. */
  get isLoggedOut(): boolean {
    return this.status === 401;
  }

  /** The password must be entered again. */
  get needsPassword(): boolean {
    return this.status === 403 && this.code === 'expired';
  }
}
