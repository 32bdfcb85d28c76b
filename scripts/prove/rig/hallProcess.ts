import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { HallReport, HallRequest } from './hall'

/** Many screens in a process of their own: real line, mirror and reconnect policy. */
export class HallProcess {
  private readonly child: ChildProcess

  constructor(room: NonNullable<HallRequest['open']>) {
    this.child = fork(join(import.meta.dirname, 'hall.ts'), { execArgv: ['--import', 'tsx'] })
    this.say({ open: room })
  }

  say(m: HallRequest): void {
    this.child.send(m)
  }

  async report(): Promise<HallReport> {
    this.say({ report: true })
    return (await once(this.child, 'message'))[0] as HallReport
  }

  /** Stops the whole process in the middle of what it does, sockets open (SIGSTOP). */
  freeze(): void {
    this.child.kill('SIGSTOP')
  }

  thaw(): void {
    this.child.kill('SIGCONT')
  }

  async close(): Promise<void> {
    this.thaw()
    this.child.kill('SIGKILL')
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
  }
}

/** Waits until a condition on all halls' screens holds; answers the last reports either way. */
export async function untilAll(halls: readonly HallProcess[], fits: (s: HallReport['screens'][number]) => boolean, count: number, ms: number): Promise<HallReport[]> {
  const end = performance.now() + ms
  for (;;) {
    const reports = await Promise.all(halls.map((h) => h.report()))
    const all = reports.flatMap((r) => r.screens)
    if ((all.length === count && all.every(fits)) || performance.now() > end) return reports
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
