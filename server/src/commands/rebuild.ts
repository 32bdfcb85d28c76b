import pg from 'pg'
import { readAnchor } from '../engine/anchor'
import { refold, verifyChain, verifyRebuild } from '../engine/rebuild'
import { newId } from '../platform/ids'
import { migrate } from '../platform/migrate'
import { connectionTo } from '../platform/postgres'
import { MIGRATIONS } from '../server'
import { kinds, OPERATOR, runCommand, withAudit } from './run'

/** `rebuild` folds the log into states anew; `rebuild --verify` proves, in a second database, that they are already what the log says. */
await runCommand(async (db, config, args) => {
  const fault = await verifyChain(db.pool, await readAnchor(config.dataDir))
  if (fault) throw Object.assign(new Error(`The log is not whole: ${fault.fault} at position ${fault.position}. Nothing was changed.`), { plain: true })
  if (!args.includes('--verify')) {
    const states = await refold(db.pool, kinds)
    await withAudit(db, config, (audit) => audit.noteFirst({ act: 'rebuild', ...OPERATOR, where: 'npm run rebuild', detail: { states } }))
    process.stdout.write(`The chain is whole. Rebuilt ${states} states from the log.\n`)
    return
  }
  const name = `liandong_verify_${newId().toLowerCase()}`
  await db.pool.query(`create database "${name}"`)
  const url = new URL(db.url)
  url.pathname = `/${name}`
  const source = new pg.Pool({ ...connectionTo(db.url), max: 2, options: '-c default_transaction_read_only=on' })
  const second = new pg.Pool({ ...connectionTo(url.href), max: 2 })
  try {
    await migrate(second, MIGRATIONS)
    const report = await verifyRebuild(source, second, kinds)
    process.stdout.write(`Chain whole to position ${report.position}; ${report.states} states folded in a second database, ${report.differing.length} differ.\n`)
    for (const r of report.differing.slice(0, 20)) process.stdout.write(`  differs: ${r}\n`)
    if (report.differing.length > 0) process.exitCode = 1
  } finally {
    await source.end()
    await second.end()
    await db.pool.query(`drop database "${name}"`)
  }
})
