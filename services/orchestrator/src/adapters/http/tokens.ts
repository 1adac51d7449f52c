/** Tokens of what the module binds for the console. */
export const logInToken = Symbol('log in');
export const sessionsToken = Symbol('sessions');
export const jobStoreToken = Symbol('job store');
export const catalogueReaderToken = Symbol('catalogue reader');
