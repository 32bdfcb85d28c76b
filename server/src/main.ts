import { pathToFileURL } from 'node:url'
import { CannotStart } from './platform/cannotStart'
import { ConfigError, readConfig } from './config'
import { announcement, startServer, type Running } from './server'

/** Starts from the environment, prints where it serves, and stops cleanly on a signal, also on one that comes while it starts. */
async function main(): Promise<void> {
  let asked = 0
  let running: Running | null = null
  const stop = () => {
    void running?.stop().then(() => process.exit(0), (e: unknown) => {
      console.error(e)
      process.exit(1)
    })
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      asked++
      if (asked === 1) stop()
      // Somebody who asks three times means it; what is committed is on disk.
      if (asked === 3) process.exit(1)
    })
  }
  running = await startServer(readConfig(process.env))
  if (asked > 0) return stop()
  process.stderr.write(announcement(running))
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((e: unknown) => {
    const plain = e instanceof ConfigError || e instanceof CannotStart || (e as { plain?: boolean }).plain
    const taken = (e as { code?: string; port?: number }).code === 'EADDRINUSE' ? (e as { port?: number }).port : undefined
    if (taken !== undefined) process.stderr.write(`Port ${taken} is taken: stop what uses it, or set PORT (INNER_PORT for the listener of figures and health).\n`)
    else if (plain) process.stderr.write(`${(e as Error).message}\n`)
    else console.error(e)
    process.exit(1)
  })
}
