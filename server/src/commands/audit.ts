import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AUDIT_ANCHOR, readAnchors } from '../engine/anchor'
import { exportAudit } from '../features/audit/read'
import { verdictText, verifyAudit } from '../features/audit/verify'
import { putInPlace } from '../platform/wholeFile'
import type { Config } from '../config'
import type { Database } from '../platform/postgres'
import { OPERATOR, runCommand, withAudit } from './run'

const where = 'npm run audit'

async function verify(db: Database, config: Config): Promise<void> {
  // The anchors first: the chain may grow meanwhile, and must hold everything they say.
  const verdict = await verifyAudit(db.pool, await readAnchors(config.dataDir, AUDIT_ANCHOR))
  process.stdout.write(`${verdictText(verdict)}\n`)
  if (verdict.fault) process.exitCode = 1
  // A chain that isn't whole is left as it was found.
  else await withAudit(db, config, (audit) => audit.noteFirst({ act: 'audit-verified', ...OPERATOR, where, detail: { position: verdict.position, anchors: verdict.anchors } }))
}

async function exportTo(db: Database, config: Config, path: string): Promise<void> {
  const csv = await withAudit(db, config, (audit) => exportAudit(db.pool, audit, { ...OPERATOR, where }, {}))
  await pipeline(Readable.from(csv), createWriteStream(`${path}.part`, { mode: 0o600, flush: true }))
  await putInPlace(`${path}.part`, path)
  process.stdout.write(`Exported the audit: ${path}\n`)
}

/** `audit --verify` proves that no record was changed, removed or cut off; `audit --export FILE` writes them all as CSV. */
await runCommand(async (db, config, args) => {
  const at = args.indexOf('--export')
  const file = at < 0 ? undefined : args[at + 1]
  const ask = args.includes('--verify')
  if ((at >= 0 && !file) || (at < 0 && !ask)) {
    throw Object.assign(new Error('Say what to do: npm run audit -- --verify, or npm run audit -- --export FILE'), { plain: true })
  }
  if (ask) await verify(db, config)
  if (file) await exportTo(db, config, resolve(file))
})
