import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the project. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Tells the person at the terminal, beside the output of the command. */
export const say = (text) => process.stderr.write(`liandong: ${text}\n`)

/** Does something and says how long it took. */
export async function timed(what, work) {
  const began = performance.now()
  const result = await work()
  say(`${what} in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return result
}
