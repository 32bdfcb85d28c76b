import { pathToFileURL } from 'node:url'
import { CannotStart } from './platform/cannotStart'
import { ConfigError, readConfig } from './config'
import { startServer } from './server'

/** Starts from the environment, prints where it serves, and stops cleanly on a signal. */
async function main(): Promise<void> {
  const running = await startServer(readConfig(process.env))
  process.stderr.write(`Liandong serves ${running.url}${running.demo ? ' (demonstration)' : ''}\n`)
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void running.stop().then(() => process.exit(0), (e: unknown) => {
        console.error(e)
        process.exit(1)
      })
    })
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((e: unknown) => {
    const plain = e instanceof ConfigError || e instanceof CannotStart || (e as { plain?: boolean }).plain
    const taken = (e as { code?: string; port?: number }).code === 'EADDRINUSE' ? (e as { port?: number }).port : undefined
    if (taken !== undefined) process.stderr.write(`Port ${taken} is taken: stop what uses it, or set PORT.\n`)
    else if (plain) process.stderr.write(`${(e as Error).message}\n`)
    else console.error(e)
    process.exit(1)
  })
}
