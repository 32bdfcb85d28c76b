import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillRegisters } from './register'
import { within, type Scenario } from './scenario'
import { pause, type Town } from './town'

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1', '/usr/lib/faketime/libfaketime.so.1']
const SHOWN_MS = 5000
/** No screen may be told a time that differs from the others' by more. */
const OFF_MS = 2000

/** Debian's libfaketime, where it is installed. */
export const faketime = (): string | undefined => LIBRARIES.find((l) => existsSync(l))

/** Puts B under a clock of its own, which `text` (such as `+3600s`) moves at once; the monotonic clock stays true. */
function ownClock(town: Town): { set(text: string): void } {
  const b = town.nodes[1]
  const file = join(b.server.dataDir, '..', 'clock')
  Object.assign(b.env, { LD_PRELOAD: faketime()!, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' })
  return { set: (text) => writeFileSync(file, `${text}\n`) }
}

function trueClock(town: Town): void {
  const { env } = town.nodes[1]
  for (const name of Object.keys(env)) if (/^LD_|^FAKETIME_/.test(name)) delete env[name]
}

async function restartB(town: Town): Promise<void> {
  await town.nodes[1].server.stop()
  await town.nodes[1].server.start()
  await fillRegisters(town.db)
}

const forgetOffs = (town: Town): void => { for (const s of town.screens) s.clockOff = 0 }

function demandOneTime(town: Town): number {
  const off = Math.round(Math.max(...town.screens.map((s) => s.clockOff)))
  if (off > OFF_MS) town.fault(`a screen was told a time that is ${off} ms off`)
  return off
}

/** Waits until B says that its clock is wrong. */
const told = (town: Town, since: number): Promise<number> =>
  within(town, 'that B says its clock is wrong', since, SHOWN_MS, () => town.nodes[1].watch.until(since, (s) => s.troubles.includes('clock-step')) !== null)

/** One of two nodes has a clock that is wrong by an hour: it steps while the node runs, or is wrong when it starts. */
export const CLOCK_FAULTS: readonly Scenario[] = [
  {
    name: "one node's clock steps an hour", heard: false,
    async run(town, { full }) {
      const clock = ownClock(town)
      clock.set('+0s')
      await restartB(town)
      const shown: number[] = []
      forgetOffs(town)
      for (const text of ['+3600s', '+0s', '-3600s', '+0s']) {
        const since = performance.now()
        clock.set(text)
        if (text !== '+0s') shown.push(await told(town, since))
        await pause(full ? 8000 : 3000)
      }
      return { shown: Math.max(...shown), off: demandOneTime(town) }
    },
  },
  ...(['+3600s', '-3600s'] as const).map((text): Scenario => ({
    name: `one node starts with its clock at ${text}`, heard: false,
    async run(town, { full }) {
      const clock = ownClock(town)
      clock.set(text)
      forgetOffs(town)
      await restartB(town)
      const shown = await told(town, performance.now())
      await pause(full ? 12_000 : 5000)
      const off = demandOneTime(town)
      trueClock(town)
      await restartB(town)
      return { shown, off }
    },
  })),
]
