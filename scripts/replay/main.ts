import { randomBytes } from 'node:crypto'
import { startOfDay } from '@liandong/shared/kernel/time'
import { readArgs } from './args'
import { CabPlayer, readCabDay } from './cabs'
import { readCalls } from './calls'
import { CallChain } from './chains'
import { drive } from './drive'
import { reportOf, reportText } from './report'
import { ReplayServer } from './server'

/** Scenario time before the first call, so that screens are up when it comes. */
const LEAD_MS = 60_000
const BAR = 30

function progressBar(from: number, to: number, total: number) {
  const tty = process.stderr.isTTY
  let last = -1
  return (now: number, done: number) => {
    const share = Math.min(1, Math.max(0, (now - from) / (to - from)))
    const percent = Math.floor(share * 100)
    if (percent === last || (!tty && percent % 10 !== 0)) return
    last = percent
    const filled = Math.round(share * BAR)
    const text = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${String(percent).padStart(3)} %  ${new Date(now).toISOString().slice(0, 16)}Z  ${done}/${total} calls`
    process.stderr.write(tty ? `\r${text}` : `${text}\n`)
  }
}

async function main(): Promise<void> {
  const args = readArgs(process.argv.slice(2), () => randomBytes(4).toString('hex'))
  const server = new ReplayServer(args.url)
  const { zone, district } = await server.open()
  if (district !== 'san-francisco') throw Object.assign(new Error(`This server serves ${district}; the recorded calls need DISTRICT=san-francisco npm start.`), { plain: true })
  const registers = await server.registers()
  await server.tidy(registers.openOrders, registers.openIncidents, args.run)
  const calls = await readCalls(args.calls)
  const chains = calls.map((c) => new CallChain(c, registers, args.run))
  const start = calls[0]!.received - LEAD_MS
  const end = Math.max(...calls.flatMap((c) => c.rows.map((r) => r.available ?? r.dispatch)))
  const cabDay = args.tracks ? await readCabDay(args.tracks, registers.units.map((u) => u.id), zone) : null
  await server.setClock(start, args.speed, 'replay')
  const began = performance.now()
  const positions = await drive({
    server, chains, cabs: cabDay && new CabPlayer(cabDay, startOfDay(start, zone), start), source: registers.units[0]?.sourceId ?? 'cabs', speed: args.speed, start, end,
    monotonic: () => performance.now(), wait: (ms) => new Promise((r) => setTimeout(r, ms)), progress: progressBar(start, end, chains.length),
  })
  await server.setClock(null, 1, 'replay')
  const report = reportOf(chains, positions, (performance.now() - began) / 1000)
  process.stderr.write('\n')
  process.stdout.write(`${reportText(report)}\n`)
  if (args.json) process.stdout.write(`${JSON.stringify(report)}\n`)
}

main().catch((e: unknown) => {
  process.stderr.write(`${(e as { plain?: boolean }).plain ? (e as Error).message : String((e as Error).stack ?? e)}\n`)
  process.exit(1)
})
