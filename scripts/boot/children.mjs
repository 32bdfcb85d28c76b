import { spawn } from 'node:child_process'
import { ROOT } from './say.mjs'

const children = new Set()

/**
 * Runs a program to its end. With `quiet` its output is held back and shown only when it fails.
 * Resolves to `{ code, output }`; `output` is empty unless quiet.
 */
export function runChild(command, args, { cwd = ROOT, env = process.env, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2] })
    children.add(child)
    const output = []
    child.stdout?.on('data', (chunk) => output.push(chunk))
    child.stderr?.on('data', (chunk) => output.push(chunk))
    const end = (code) => {
      children.delete(child)
      resolve({ code, output: Buffer.concat(output).toString() })
    }
    child.on('error', (error) => {
      output.push(Buffer.from(`${command}: ${error.message}\n`))
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}

/** Runs a program that must succeed; otherwise its output is shown and the error is one sentence. */
export async function demandChild(what, command, args, options = {}) {
  const { code, output } = await runChild(command, args, { quiet: true, ...options })
  if (code === 0) return
  process.stderr.write(output)
  throw Object.assign(new Error(`${what} failed (${command} ended with ${code}); its output is above.`), { plain: true })
}

/** Ends what still runs, for instance the other build when one has failed. */
export function endChildren() {
  for (const child of children) child.kill('SIGTERM')
}

/** While children run, a signal ends them and then us. Returns a function that gives the signals back. */
export function endChildrenOnSignal() {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => {
    const handler = () => {
      endChildren()
      process.exit(name === 'SIGINT' ? 130 : 143)
    }
    process.on(name, handler)
    return () => process.off(name, handler)
  })
  return () => handlers.forEach((off) => off())
}
