import { resolve } from 'node:path'
import { writeAnchor } from '../engine/anchor'
import { restore } from '../engine/backup'
import { readHead } from '../engine/store'
import { newId } from '../platform/ids'
import { kinds, runCommand } from './run'

await runCommand(async (db, config, args) => {
  const file = args[0]
  if (!file) throw Object.assign(new Error('Say which backup: npm run restore -- FILE'), { plain: true })
  const { position, states } = await restore(db.pool, resolve(file), kinds, newId)
  // The history outside the database begins again too, or the old one would call this log cut off.
  const head = await readHead(db.pool, newId)
  await writeAnchor(config.dataDir, { position: head.position, hash: head.hash, at: Date.now() })
  process.stdout.write(`Restored to position ${position} with ${states} states, under a new epoch.\n`)
})
