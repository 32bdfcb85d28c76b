import { spawn, type ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import type { Log } from '../../platform/log'

const RESTART_MS = 5000

/** Keeps the simulator running beside the demonstration: a process of its own that knows only the URL. Answers a stop. */
export function keepSimulator(bootScript: string, url: string, log: Log): () => Promise<void> {
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  const start = () => {
    child = spawn(process.execPath, [bootScript, 'simulate', '--', '--url', url], { stdio: ['ignore', 'ignore', 'pipe'], cwd: dirname(dirname(bootScript)) })
    child.stderr?.on('data', (d: Buffer) => log.info({ simulator: d.toString('utf8').trim().slice(0, 300) }, 'simulator'))
    child.on('error', (e) => log.warn({ err: e }, 'the simulator did not start'))
    child.on('exit', (code) => {
      child = null
      if (stopped) return
      log.warn({ code }, 'the simulator ended; it starts again')
      timer = setTimeout(start, RESTART_MS)
    })
  }
  start()
  return () => new Promise((resolve) => {
    stopped = true
    if (timer) clearTimeout(timer)
    if (!child) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child?.kill('SIGKILL'), 3000).unref()
  })
}
