/** After reconnecting, a picture must be the server's within this (wire ms). */
export const RECONNECTED_MS = 3_000
/** Without a reconnection a gap shows at the next heartbeat, and an unanswered wish is repeated once. */
export const GAP_MS = 5_000 + RECONNECTED_MS
