import { resolve } from 'node:path'
import { restore } from '../engine/backup'
import { newId } from '../platform/ids'
import { kinds, runCommand } from './run'

await runCommand(async (db, _config, args) => {
  const file = args[0]
  if (!file) throw Object.assign(new Error('Say which backup: npm run restore -- FILE'), { plain: true })
  const { position, states } = await restore(db.pool, resolve(file), kinds, newId)
  process.stdout.write(`Restored to position ${position} with ${states} states, under a new epoch.\n`)
})
