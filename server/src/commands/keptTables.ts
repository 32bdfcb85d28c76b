/**
 * What a backup keeps beside the log, because the log doesn't hold it: sealed texts with their wrapped keys, the value that tells whether a
 * node has the right keys, and the accounts. Never the keys themselves, nor sessions: after a restore everybody signs in anew. In the order
 * they refer to each other.
 */
export const KEPT_TABLES: readonly string[] = ['keyring_check', 'sealed_key', 'sealed', 'sealed_purge', 'account', 'recovery_code']
