import { resolve } from 'node:path'
import { AUDIT_ANCHOR, writeAnchor } from '../engine/anchor'
import { restore } from '../engine/backup'
import { readHead } from '../engine/store'
import { findHead } from '../features/audit/chain'
import { newId } from '../platform/ids'
import { KEPT, kinds, OPERATOR, runCommand, withAudit } from './run'

await runCommand(async (db, config, args) => {
  const file = args[0]
  if (!file) throw Object.assign(new Error('Say which backup: npm run restore -- FILE'), { plain: true })
  const { position, states } = await restore(db.pool, resolve(file), kinds, newId, KEPT)
  // The history outside the database begins again too, or the old one would call this log cut off.
  const head = await readHead(db.pool, newId)
  await writeAnchor(config.dataDir, { position: head.position, hash: head.hash, at: Date.now() })
  const audited = await findHead(db.pool)
  if (audited) await writeAnchor(config.dataDir, { position: audited.position, hash: audited.hash, at: Date.now(), begins: true }, AUDIT_ANCHOR)
  await withAudit(db, config, (audit) => audit.noteFirst({ act: 'restore', ...OPERATOR, where: 'npm run restore', detail: { position, audit: audited?.position ?? 0 } }))
  process.stdout.write(`Restored to position ${position} with ${states} states, under a new epoch.\n`)
})
