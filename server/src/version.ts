/** The version this build says it is; part of `hello`, so that a page knows when it is older than the server. */
export const VERSION = '0.1.0'
