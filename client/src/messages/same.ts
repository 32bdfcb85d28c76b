/** The same keys as another language's file, with any words: a missing or extra key doesn't compile. */
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
