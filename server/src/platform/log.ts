import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

/**
 * The server's log: one JSON object a line on standard output.
 * Nothing is redacted, because nothing secret may be logged in the first place: never log the body of a request, a command
 * or a position, only ids, counts, codes and durations.
 */
export function openLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"` }
  return destination ? pino(options, destination) : pino(options)
}

/** A log that writes nothing, for tests. */
export const silentLog = (): Log => pino({ level: 'silent' })
