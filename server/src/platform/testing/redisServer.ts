import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A Redis of the test's own that can be killed, frozen and started again on its port. */
export interface RedisServer {
  url: string
  /** With more arguments, for instance a password or a limit of memory, for this start alone. */
  start(...more: string[]): Promise<void>
  kill(): Promise<void>
  freeze(): void
  thaw(): void
  /** One command in words, as `redis-cli` takes it; answers the first line of what came back. */
  ask(command: string): Promise<string>
}

/** Whether this machine has Redis. Says loudly when it hasn't; where CI demands everything, that is a failure. */
export function redisHere(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  if (process.env.CI === 'true') throw new Error('redis-server is not installed, and CI leaves nothing out')
  console.log('NO REDIS-SERVER FOUND: the tests of the bus over Redis did not run. Install redis-server.')
  return false
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Prepares a Redis on a free port, without files; `password` makes it ask for one. */
export async function redisServer(password?: string): Promise<RedisServer> {
  const port = await freePort()
  let child: ChildProcess | undefined
  return {
    url: `redis://127.0.0.1:${port}`,
    async start(...more) {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...(password ? ['--requirepass', password] : []), ...more]
      child = spawn('redis-server', args, { cwd: '/', stdio: 'ignore' })
      while (!(await answers(port))) {
        if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
        await pause(20)
      }
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async ask(command) {
      const socket = createConnection(port, '127.0.0.1')
      try {
        socket.write(`${command}\r\n`)
        const [answer] = (await once(socket, 'data')) as [Buffer]
        return answer.toString('utf8').split('\r\n')[0]!
      } finally {
        socket.destroy()
      }
    },
  }
}
