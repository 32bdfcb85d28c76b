// The server from its source instead of its build, with something planted in it first (PLANT, a module's URL). For seeded bugs that
// live inside: what isn't planted is what runs everywhere.
import { readConfig } from '../../../server/src/config'
import { announcement, startServer } from '../../../server/src/server'

await import(process.env.PLANT!)
const running = await startServer(readConfig(process.env))
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)))
process.stderr.write(announcement(running))
