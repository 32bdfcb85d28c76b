import type { Mask } from '@liandong/shared/kernel/decider'
import { diceOf } from '../../../server/src/features/demo/dice'
import { Witness } from './witness'

/** What a hall of screens is asked, as a child process. */
export interface HallRequest {
  open?: { port: number; cookie: string; masks: Mask[]; name: string; seed: number; tracks: boolean }
  /** Every screen is loaded anew within half a second, with nothing in its mirror, as after a power cut in the hall. */
  reload?: true
  report?: true
  /** From now on each screen reports something this often; 0 stops it. */
  speakEveryMs?: number
}

export interface HallReport {
  screens: { whole: number; confirmed: boolean; connections: number; unequal: number }[]
  /** Milliseconds until what a screen reported stood in its own mirror, since the last report. */
  shown: number[]
  faults: string[]
  cpuMs: number
}

const RELOAD_WITHIN_MS = 500

let room: NonNullable<HallRequest['open']>
let screens: Witness[] = []
let generation = 0
let speaking: NodeJS.Timeout[] = []
const faults: string[] = []

function screen(mask: Mask, i: number): Witness {
  const dice = diceOf(`${room.seed}/${room.name}/${i}/${generation}`)
  return new Witness({ port: room.port, cookie: room.cookie, mask, name: `${room.name}-${process.pid}-${i}-${generation}`, tracks: room.tracks, random: () => dice.next() })
}

function reload(): void {
  generation++
  const old = screens
  screens = []
  const dice = diceOf(`${room.seed}/${room.name}/reload/${generation}`)
  for (const [i, mask] of room.masks.entries()) {
    setTimeout(() => {
      old[i]?.stop()
      screens.push(screen(mask, i))
    }, dice.next() * RELOAD_WITHIN_MS)
  }
}

function speak(everyMs: number): void {
  for (const t of speaking) clearInterval(t)
  speaking = everyMs === 0 ? [] : screens.filter((_, i) => room.masks[i] === 'desk').map((w) => setInterval(() => void w.report().catch((e: Error) => faults.push(e.message)), everyMs))
}

function report(): HallReport {
  const shown = screens.flatMap((w) => w.shown.splice(0))
  const { user, system } = process.cpuUsage()
  return {
    screens: screens.map((w) => ({ whole: w.wholeAt, confirmed: w.confirmed, connections: w.connections, unequal: w.unequal })),
    shown, faults: faults.splice(0), cpuMs: (user + system) / 1000,
  }
}

process.on('message', (m: HallRequest) => {
  if (m.open) {
    room = m.open
    screens = room.masks.map(screen)
  }
  if (m.reload) reload()
  if (m.speakEveryMs !== undefined) speak(m.speakEveryMs)
  if (m.report) process.send!(report())
})
process.on('disconnect', () => process.exit(0))
