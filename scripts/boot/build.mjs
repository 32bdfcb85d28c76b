import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { demandChild } from './children.mjs'
import { clearStamp, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { ROOT, timed } from './say.mjs'

const COMMON = ['pnpm-lock.yaml', 'tsconfig.base.json', 'shared/package.json', 'shared/src']

/** Tests change nothing that is built; packs are read from their folder when the server runs, apart from their code. */
const built = (name) => !/\.(test|e2e)\.ts$/.test(name) && !/^server\/src\/packs\/.*(?<!\.ts)$/.test(name)

/** The two bundles: where they are built, and from what. */
const BUNDLES = [
  { what: 'client', result: 'client/dist/index.html', stamp: 'client/dist/.liandong-build', inputs: ['client', ...COMMON] },
  { what: 'server', result: 'server/dist/main.js', stamp: 'server/dist/.liandong-build', inputs: ['server', ...COMMON] },
]

/** The server with its fail-points, which only tests and proofs start. */
const PROOF = { what: 'server', mode: 'proof', result: 'server/dist-proof/main.js', stamp: 'server/dist-proof/.liandong-build', inputs: ['server', ...COMMON] }

async function buildOne({ what, mode = 'production', result, stamp, inputs }) {
  const want = fingerprint(ROOT, inputs, built)
  const stampFile = join(ROOT, stamp)
  if (readStamp(stampFile) === want && existsSync(join(ROOT, result))) return
  clearStamp(stampFile)
  const cwd = join(ROOT, what)
  const env = { ...process.env, NODE_ENV: 'production' }
  const name = mode === 'production' ? what : `${what} for proofs`
  await timed(`${name} built`, () =>
    demandChild(`The build of the ${name}`, process.execPath, [join(cwd, 'node_modules/vite/bin/vite.js'), 'build', '--mode', mode], { cwd, env }))
  writeStamp(stampFile, want)
}

/** Builds client and server, with `proof` also the server for proofs, each only when its sources changed since its last build. */
export async function build({ proof = false } = {}) {
  await Promise.all([...BUNDLES, ...(proof ? [PROOF] : [])].map(buildOne))
}
