import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverProcess, type ServerProcess } from '../scripts/prove/rig/serverProcess'
import { compared, plain, type Bench, type Figure } from './measure'
import type { StepReport } from './rebuildStep'

/** Copies of the days written through the door: about a tenth of a million events, and a million. */
const SHORT_COPIES = 2
const LONG_COPIES = 24
const RUNS = 5
/** Commands through the door of the running server right before each kill. */
const TAIL = 1000
const PER_REQUEST = 200

interface Start { seconds: number; peakMb: number }

const bench: Bench = {
  about: 'A killed server with a log of 0.1 and of 1 million events: seconds and memory until it is ready; then the chain walked and all states folded anew.',
  async run(say) {
    const servers = { origin: serverProcess({ demo: 'off' }), short: serverProcess({ demo: 'off' }), long: serverProcess({ demo: 'off' }) }
    const dump = join(servers.origin.dataDir, '..', 'log.jsonl')
    try {
      say('rebuild: days of the city are written through the door')
      const written = await step('write', servers.origin, dump)
      say(`rebuild: ${written.result} events in ${written.seconds.toFixed(0)} s (${Math.round(written.result / written.seconds)} a second)`)
      const short = await grown(servers.short, dump, SHORT_COPIES, say)
      const long = await grown(servers.long, dump, LONG_COPIES, say)
      const starts = { short: await startsAfterKills(servers.short, short.events, say), long: await startsAfterKills(servers.long, long.events, say) }
      return figures(starts, long)
    } finally {
      for (const s of Object.values(servers)) await s.close()
    }
  },
}
export default bench

interface Grown { events: number; verify: StepReport; refold: StepReport }

function figures(starts: { short: Start[]; long: Start[] }, { events, verify, refold }: Grown): Figure[] {
  const million = events / 1e6
  const head = (metric: string, unit: string, bar?: string) => ({ bench: 'rebuild', metric, unit, case: `${million.toFixed(2)} million events`, ...(bar ? { bar } : {}) })
  return [
    compared(head('ready_after_kill_vs_a_tenth_of_the_log', 's', 'value ≤ 30'), starts.long.map((s) => s.seconds), starts.short.map((s) => s.seconds)),
    compared(head('peak_rss_at_ready_vs_a_tenth_of_the_log', 'MB', 'ratio ≤ 1.2: must not grow with the log'), starts.long.map((s) => s.peakMb), starts.short.map((s) => s.peakMb)),
    plain(head('chain_walk_per_million', 's'), [verify.seconds / million]),
    plain(head('chain_walk_peak_rss', 'MB'), [verify.peakMb]),
    plain(head('full_refold_per_million', 's'), [refold.seconds / million]),
    plain(head('full_refold_peak_rss', 'MB'), [refold.peakMb]),
  ]
}

/** A log of so many copies, walked, folded into states and followed as in service. */
async function grown(server: ServerProcess, dump: string, copies: number, say: (text: string) => void): Promise<Grown> {
  const filled = await step('fill', server, dump, String(copies))
  const verify = await step('verify', server)
  const refold = await step('refold', server)
  const followed = await step('follow', server)
  const said = (what: string, s: StepReport) => `${what} ${s.seconds.toFixed(1)} s (${s.cpuS.toFixed(1)} s CPU of Node, peak ${s.peakMb.toFixed(0)} MB)`
  say(`rebuild: ${filled.result} events; ${[said('filled in', filled), said('chain walked in', verify), said(`${refold.result} states folded in`, refold), said('statistics followed in', followed)].join(', ')}`)
  return { events: filled.result, verify, refold }
}

/** Kills server and database right after a tail was acknowledged, and times how long the next start takes. */
async function startsAfterKills(server: ServerProcess, events: number, say: (text: string) => void): Promise<Start[]> {
  await server.start()
  const starts: Start[] = []
  for (let run = 1; run <= RUNS; run++) {
    const acknowledged = await addTail(server)
    await server.killWithDatabase()
    const seconds = (await server.start()) / 1000
    const position = await positionOf(server)
    if (position < acknowledged) throw new Error(`acknowledged up to ${acknowledged}, after the kill the log ends at ${position}`)
    starts.push({ seconds, peakMb: peakMbOf(server.pid) })
    say(`  ${events} events, start ${run}: ready in ${seconds.toFixed(2)} s, peak ${starts.at(-1)!.peakMb.toFixed(0)} MB, position ${position}`)
  }
  await server.stop()
  return starts
}

let serial = 0
/** Reports through the public door; answers the highest position acknowledged. */
async function addTail(server: ServerProcess): Promise<number> {
  let highest = 0
  for (let i = 0; i < TAIL; i += PER_REQUEST) {
    const commands = Array.from({ length: PER_REQUEST }, () => ({
      v: 1, id: `tail-${process.pid}-${++serial}`, type: 'ReportIncident', body: { kindId: 'residential-fire', placeText: `八一北街 ${serial} 号`, source: '110' },
    }))
    const { answers } = await server.post<{ answers: { ok: boolean; position?: number }[] }>('/api/commands', { commands })
    const refused = answers.find((a) => !a.ok)
    if (refused) throw new Error(`the tail was refused: ${JSON.stringify(refused)}`)
    highest = Math.max(highest, ...answers.map((a) => a.position!))
  }
  return highest
}

const positionOf = async (server: ServerProcess) => Number((await server.inner<{ parts: { position: string } }>('/readyz')).parts.position)

/** The most memory a process has ever had, MB, as Linux counts it. */
function peakMbOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}

function step(name: string, server: ServerProcess, ...more: string[]): Promise<StepReport> {
  const c = fork(fileURLToPath(new URL('rebuildStep.ts', import.meta.url)), [name, server.dataDir, ...more], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((done, fail) => {
    let report: StepReport | null = null
    c.once('message', (m) => (report = m as StepReport))
    c.once('exit', (code) => (report ? done(report) : fail(new Error(`${name} ended with ${code}`))))
  })
}
