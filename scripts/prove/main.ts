import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineMigrations } from '../../server/src/engine/schema'
import { tokenMigrations } from '../../server/src/features/access/ingestTokens'
import { silentLog } from '../../server/src/platform/log'
import { migrate } from '../../server/src/platform/migrate'
import { openDatabase } from '../../server/src/platform/postgres'
import { readArguments } from './arguments'
import { PROOFS } from './proofs'

/** `npm run prove -- NAME [--rounds N] [--seed S] [--tempo T]`: runs a proof on a database of its own and says what it found. */
const say = (text: string) => void process.stdout.write(`${text}\n`)
const asked = readArguments(process.argv.slice(2), Object.keys(PROOFS))
if ('wrong' in asked) {
  process.stderr.write(`${asked.wrong}\n`)
  for (const [name, p] of Object.entries(PROOFS)) process.stderr.write(`  npm run prove -- ${name} [--rounds N] [--seed S] [--tempo T]   ${p.about}\n`)
  process.exit(1)
}

const folder = await mkdtemp(join(tmpdir(), 'liandong-prove-'))
// As root the database runs as another user, who must be able to pass through.
await chmod(folder, 0o755)
let proved: boolean
try {
  const db = await openDatabase({ dataDir: join(folder, 'data'), log: silentLog() })
  try {
    await migrate(db.pool, [...engineMigrations, ...tokenMigrations])
    proved = await PROOFS[asked.name]!.run({ db, file: join(folder, 'backup.gz'), ...asked, say })
  } finally {
    await db.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit(proved ? 0 : 1)
