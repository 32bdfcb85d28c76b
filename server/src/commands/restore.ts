import { resolve } from 'node:path'
import { AUDIT_ANCHOR, writeAnchor } from '../engine/anchor'
import { restore } from '../engine/backup'
import { readHead } from '../engine/store'
import { findHead } from '../features/audit/chain'
import { repeatPurges } from '../features/seal/purged'
import { newId } from '../platform/ids'
import { KEPT, kinds, OPERATOR, runCommand, withAudit } from './run'

await runCommand(async (db, config, args) => {
  const file = args[0]
  if (!file) throw Object.assign(new Error('Say which backup: npm run restore -- FILE'), { plain: true })
  const { position, states } = await restore(db.pool, resolve(file), kinds, newId, KEPT)
  // What was destroyed after the backup is destroyed again, before anybody can look.
  const purged = await repeatPurges(db.pool, config.dataDir)
  // The history outside the database begins again too, or the old one would call this log cut off.
  const head = await readHead(db.pool, newId)
  await writeAnchor(config.dataDir, { position: head.position, hash: head.hash, at: Date.now() })
  const audited = await findHead(db.pool)
  if (audited) await writeAnchor(config.dataDir, { position: audited.position, hash: audited.hash, at: Date.now(), begins: true }, AUDIT_ANCHOR)
  await withAudit(db, config, (audit) => audit.noteFirst({ act: 'restore', ...OPERATOR, where: 'npm run restore', detail: { position, audit: audited?.position ?? 0, purged } }))
  process.stdout.write(`Restored to position ${position} with ${states} states, under a new epoch${purged > 0 ? `; ${purged} sealed texts that were destroyed after this backup are destroyed again` : ''}.\n`)
})
