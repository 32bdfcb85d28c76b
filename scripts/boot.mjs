// The one entry of every npm script: brings a clone to the state a command needs, then runs it. Plain Node, because it runs
// before anything is installed. Messages go to standard error, so that a command's own output stays clean.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, say } from './boot/say.mjs'
import { install } from './boot/install.mjs'
import { build } from './boot/build.mjs'
import { endChildren, endChildrenOnSignal } from './boot/children.mjs'

/** What a mode needs first (`install` always) and what it then runs. */
const MODES = {
  start: { build: true, demo: 'on', run: () => server('main.js') },
  serve: { build: true, demo: 'off', run: () => server('main.js') },
  dev: { demo: 'on', run: () => script('dev.mjs') },
  test: { build: true, proof: true, run: () => script('test.mjs') },
  check: { run: () => script('check.mjs') },
  bench: { build: true, run: () => source('bench/index.ts') },
  prove: { build: true, proof: true, run: () => source('scripts/prove/main.ts') },
  replay: { run: () => source('scripts/replay/main.ts') },
  simulate: { run: () => source('scripts/simulate/main.ts') },
  rebuild: { build: true, run: () => server('commands/rebuild.js') },
  backup: { build: true, run: () => server('commands/backup.js') },
  restore: { build: true, run: () => server('commands/restore.js') },
  audit: { build: true, run: () => server('commands/audit.js') },
  keys: { build: true, run: () => server('commands/keys.js') },
  // Only what the images need: no command after it.
  build: { build: true, run: () => {} },
}

/** Imports in this very process: a signal to npm then reaches the command itself (the scripts begin with `exec`). */
async function run(path) {
  if (!existsSync(path)) throw Object.assign(new Error(`${path.slice(ROOT.length + 1)} does not exist.`), { plain: true })
  process.argv.splice(1, 2, path)
  await import(pathToFileURL(path).href)
}

const script = (name) => run(join(ROOT, 'scripts', name))

const server = (name) => {
  process.setSourceMapsEnabled(true)
  return run(join(ROOT, 'server/dist', name))
}

async function source(name) {
  const { register } = await import('tsx/esm/api')
  register()
  return run(join(ROOT, name))
}

async function main() {
  const name = process.argv[2]
  const mode = MODES[name]
  if (!mode) throw Object.assign(new Error(`Say what to do: ${Object.keys(MODES).join(', ')}.`), { plain: true })
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw Object.assign(new Error(`Node 20 or later is needed, this is ${process.versions.node}.`), { plain: true })
  }
  process.chdir(ROOT)
  // `serve` is without the demo whatever the environment says; the others only have a default.
  if (mode.demo === 'off') process.env.DEMO = 'off'
  else if (mode.demo) process.env.DEMO ||= mode.demo
  const release = endChildrenOnSignal()
  await install()
  if (mode.build) await build({ proof: mode.proof })
  release()
  await mode.run()
}

main().catch((error) => {
  endChildren()
  // A sentence written for people needs no stack; anything else is a fault and shows where it came from.
  if (error?.plain) say(error.message)
  else console.error(error)
  process.exit(1)
})
