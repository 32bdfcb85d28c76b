// Types, lint and import rules. `npm run check -- --only server` checks the types and the lint of one room.
import { pathToFileURL } from 'node:url'
import { runChecks } from './check/checks.mjs'

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--only')
  const { passed, failed } = await runChecks(at > 0 ? process.argv[at + 1] : undefined)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
