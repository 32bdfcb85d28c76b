import { readFileSync } from 'node:fs'
import { signal, until } from '../../../server/src/platform/processes'

const stands = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return 'TtZX'.includes(stat.slice(stat.lastIndexOf(')') + 2)[0]!)
  } catch {
    return true
  }
}

/**
 * Stops processes where they are: whoever may start others first, then asked again until nobody is new. From then on only the
 * kernel writes.
 */
export async function freezeAll(first: number, others: () => number[]): Promise<void> {
  const stopped = new Set<number>()
  const stop = (pid: number) => {
    if (pid > 0 && !stopped.has(pid)) signal(pid, 'SIGSTOP')
    stopped.add(pid)
  }
  stop(first)
  for (let fresh = true; fresh; ) {
    const before = stopped.size
    for (const pid of others()) stop(pid)
    if (!(await until(() => [...stopped].every(stands), 5000))) throw new Error('not everybody stands still')
    fresh = stopped.size > before
  }
}
