import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Other processes of a bench, which answer one message at a time. */
export class Children {
  private readonly all: ChildProcess[] = []

  /** Starts a file of this folder. */
  start(file: string, ...args: string[]): ChildProcess {
    const c = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.all.push(c)
    return c
  }

  /** Lets them go; they end with their channel. */
  async end(): Promise<void> {
    for (const c of this.all) if (c.connected) c.disconnect()
    await Promise.all(this.all.map((c) => (c.exitCode === null && c.signalCode === null ? once(c, 'exit') : null)))
  }
}

/** The next message of a child; fails when it ends instead. */
export function next<T>(c: ChildProcess): Promise<T> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`${c.spawnargs.slice(1).join(' ')} ended with ${code}`))
    c.once('exit', ended)
    c.once('message', (m) => {
      c.off('exit', ended)
      done(m as T)
    })
  })
}

/** Asks a child something; fails with what it says went wrong. */
export async function ask<T extends object>(c: ChildProcess, wish: object): Promise<T> {
  const answer = next<T & { failed?: string }>(c)
  c.send(wish)
  const a = await answer
  if (a.failed) throw new Error(a.failed)
  return a
}
