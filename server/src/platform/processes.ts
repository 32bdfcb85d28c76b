import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Whether a process of this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Fields of /proc/PID/stat after the name, which may itself hold spaces and brackets; undefined where there is no /proc. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Ended, but not yet fetched by its parent: a container without an init keeps such processes for ever. */
const isZombie = (pid: number) => statFields(pid)?.[0] === 'Z'

/**
 * When a process was started, in ticks since the machine's boot, with the boot's id: tells a process from a later one with
 * the same number. Empty where there is no /proc.
 */
export function birthOf(pid: number): string {
  const ticks = statFields(pid)?.[19]
  if (!ticks) return ''
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`
  } catch {
    return ticks
  }
}

/** Processes whose working directory is a folder: a postmaster and its children stand in their data folder. Empty without /proc. */
export function processesIn(folder: string): number[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder && !isZombie(pid)
      } catch {
        return false
      }
    })
  } catch {
    return []
  }
}

/** Sends a signal; false when the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Waits until a condition holds, looking every 20 ms. False when it didn't within `ms`. */
export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms
  while (!holds()) {
    if (performance.now() > end) return false
    await pause(20)
  }
  return true
}
