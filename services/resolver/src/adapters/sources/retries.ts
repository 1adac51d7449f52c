/** How often services are asked again: once, if they want no longer pause; whoever waits for an answer has other sources. */
export const briefly = { attempts: 2, maxRetryAfterMs: 2000 } as const;
