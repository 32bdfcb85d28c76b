import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments } from './arguments'
import type { Proof } from './proof'

/** `npm run prove -- NAME [--rounds N] [--seed S] [--tempo T] [--path P]`: one folder per proof; the rig is what they share. */
const here = import.meta.dirname
const names = readdirSync(here).filter((f) => existsSync(join(here, f, 'proof.ts'))).sort()
const load = async (name: string): Promise<Proof> => ((await import(`./${name}/proof.ts`)) as { default: Proof }).default
const say = (text: string) => void process.stdout.write(`${text}\n`)

const asked = readArguments(process.argv.slice(2), names)
if ('wrong' in asked) {
  process.stderr.write(`${asked.wrong}\n`)
  for (const name of names) process.stderr.write(`  npm run prove -- ${name} [--rounds N] [--seed S] [--tempo T] [--path P]   ${(await load(name)).about}\n`)
  process.exit(1)
}

const proof = await load(asked.name)
const folder = await mkdtemp(join(tmpdir(), 'liandong-prove-'))
// As root the database runs as another user, who must be able to pass through.
await chmod(folder, 0o755)
let proved: boolean
try {
  proved = await proof.run({ ...asked, rounds: asked.rounds ?? proof.rounds, folder, say })
} finally {
  await rm(folder, { recursive: true, force: true })
}
say(proved ? `${asked.name}: proved` : `${asked.name}: NOT PROVED`)
process.exit(proved ? 0 : 1)
