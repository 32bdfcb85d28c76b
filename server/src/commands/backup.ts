import { resolve } from 'node:path'
import { backup } from '../engine/backup'
import { KEPT, OPERATOR, runCommand, withAudit } from './run'

await runCommand(async (db, config, args) => {
  const path = resolve(args[0] ?? 'liandong-backup.gz')
  const { position } = await backup(db.pool, path, KEPT)
  await withAudit(db, config, (audit) => audit.noteFirst({ act: 'backup', ...OPERATOR, where: 'npm run backup', detail: { position } }))
  process.stdout.write(`Backed up the log to position ${position}: ${path}\n`)
})
