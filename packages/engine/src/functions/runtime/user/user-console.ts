/** The console that functions of users see. */
export type UserConsole = Pick<typeof console, 'log' | 'info' | 'warn' | 'error' | 'debug'>;

const print = (...values: unknown[]): void => console.error(...values);

/** What functions print goes to the log of their executor: standard error of the process that runs them. */
export const executorConsole: UserConsole = { log: print, info: print, warn: print, error: print, debug: print };
