/** A server reduced to its database, as a process that tests can kill: `tsx holdDatabase.ts DATA_DIR`. Says `open URL`. */
import { openLog } from '../log'
import { openDatabase } from '../postgres'

try {
  const db = await openDatabase({ dataDir: process.argv[2] ?? '', log: openLog('silent') })
  console.log(`open ${db.url}`)
  process.on('SIGTERM', () => void db.stop().then(() => process.exit(0)))
  setInterval(() => {}, 1_000_000)
} catch (error) {
  console.log((error as Error).message)
  process.exit(1)
}
