import { resolve } from 'node:path'
import { backup } from '../engine/backup'
import { runCommand } from './run'

await runCommand(async (db, _config, args) => {
  const path = resolve(args[0] ?? 'liandong-backup.gz')
  const { position } = await backup(db.pool, path)
  process.stdout.write(`Backed up the log to position ${position}: ${path}\n`)
})
