import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runChild } from '../boot/children.mjs'
import { ROOT } from '../boot/say.mjs'

const require = createRequire(join(ROOT, 'package.json'))

/** The program of a package: its path, to be run with this Node. Not every package lets its manifest be resolved. */
function program(name, file) {
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), file)
  } catch {
    return join(ROOT, 'node_modules', name, file)
  }
}

const node = (name, file, ...args) => [process.execPath, [program(name, file), ...args]]

/** Type checks remember what they saw, so that a second run looks only at what changed. */
const remembering = (name) => ['--incremental', '--tsBuildInfoFile', `node_modules/.cache/types/${name}.tsbuildinfo`]
const types = (room, config, compiler = ['typescript', 'bin/tsc']) => ({
  name: `types of ${config}`, room, run: node(...compiler, '-p', config, ...remembering(config.replaceAll('/', '-'))),
})

const ROOMS = ['client', 'server', 'shared', 'scripts', 'e2e', 'bench']

const lint = (room, rooms) => ({
  name: `lint of ${rooms.join(', ')}`, room,
  run: node('eslint', 'bin/eslint.js', '--no-error-on-unmatched-pattern', '--max-warnings=0', ...rooms),
})

/** Every check: its name, its room and the program it runs. The long ones come first, so that none is left alone at the end. */
function checks(only) {
  const rooms = ROOMS.filter((room) => existsSync(join(ROOT, room)))
  // Two runs side by side; more would each load the same types again.
  const lints = only ? [lint(only, [only])] : [lint('', rooms.filter((r) => r !== 'client')), lint('', ['client'])]
  const all = [
    ...lints,
    types('client', 'client', ['vue-tsc', 'bin/vue-tsc.js']),
    types('server', 'server'),
    types('scripts', 'scripts'),
    types('shared', 'shared'),
    types('shared', 'shared/tsconfig.test.json'),
    { name: 'import rules', room: '', run: [process.execPath, [join(ROOT, 'scripts/check/imports.mjs')]] },
  ]
  return only ? all.filter(({ room }) => room === only) : all
}

/**
 * Runs the checks, of one room only if asked, as many at a time as there are processors. A failed one shows what it printed.
 * Resolves to `{ passed, failed }`.
 */
export async function runChecks(only) {
  if (only && !ROOMS.includes(only)) throw Object.assign(new Error(`--only takes one of ${ROOMS.join(', ')}, not "${only}".`), { plain: true })
  const waiting = checks(only)
  const counts = { passed: 0, failed: 0 }
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const began = performance.now()
      const { code, output } = await runChild(...check.run, { quiet: true })
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      console.log(`${code === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`)
      if (code !== 0) console.log(output.trim())
      counts[code === 0 ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work))
  return counts
}
