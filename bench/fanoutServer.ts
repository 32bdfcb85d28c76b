import type { AddressInfo } from 'node:net'
import { Load, TICK_MS } from './fanoutLoad'
import { openMode, type Mode } from './fanoutModes'

/** One server in its own process: `fanoutServer.ts MODE GROUPS`. Ticks when its parent says so and answers what it cost. */
const [mode, groups] = [process.argv[2] as Mode, Number(process.argv[3])]
const load = new Load(groups)
const fanout = openMode(mode)

export interface ServerReport {
  cpuMs: number
  /** Updates sent to a group, times the frames' number is the viewers' business. */
  sent: { group: number; frames: number; updates: number }[]
}

async function runTicks(ticks: number): Promise<ServerReport> {
  const sent = Array.from({ length: groups }, (_, group) => ({ group, frames: 0, updates: 0 }))
  const begun = performance.now()
  const before = process.cpuUsage()
  for (let i = 1; i <= ticks; i++) {
    for (const f of load.next().frames) {
      fanout.send(f.group, f.bytes)
      sent[f.group]!.frames++
      sent[f.group]!.updates += f.updates
    }
    // Against the beginning, so that a late timer doesn't stretch the run.
    await new Promise((r) => setTimeout(r, Math.max(0, begun + i * TICK_MS - performance.now())))
  }
  const used = process.cpuUsage(before)
  return { cpuMs: (used.user + used.system) / 1000, sent }
}

process.on('message', (m: { ticks: number }) => void runTicks(m.ticks).then((report) => process.send!(report)))
process.on('disconnect', () => process.exit(0))
fanout.http.listen(0, '127.0.0.1', 4096, () => process.send!({ port: (fanout.http.address() as AddressInfo).port }))
