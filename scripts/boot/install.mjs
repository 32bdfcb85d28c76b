import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demandChild } from './children.mjs'
import { clearStamp, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { ROOT, say, timed } from './say.mjs'

const MANIFESTS = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'client/package.json', 'server/package.json', 'shared/package.json']
const STAMP = join(ROOT, 'node_modules/.liandong-install')

/** What decides an install: the manifests, and the machine, because native packages differ. */
const wanted = () => `${fingerprint(ROOT, MANIFESTS)} ${process.platform}-${process.arch}`

/** Installs the packages exactly as locked, unless they already are. */
export async function install() {
  const want = wanted()
  if (readStamp(STAMP) === want) return
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  // A hash after the version is for corepack; npx doesn't know it.
  const manager = packageManager.split('+')[0]
  say(`installing packages with ${manager}`)
  clearStamp(STAMP)
  // The purge of an older layout would ask; nobody may be there to answer.
  const args = ['-y', manager, 'install', '--frozen-lockfile', '--prefer-offline', '--config.confirmModulesPurge=false']
  // NODE_ENV=production would leave out what builds and tests need.
  const env = { ...process.env, NODE_ENV: '' }
  await timed('packages installed', () => demandChild('The install', 'npx', args, { env }))
  writeStamp(STAMP, wanted())
}
