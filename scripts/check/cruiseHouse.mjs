import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { ROOT } from '../boot/say.mjs'

const ROOMS = ['shared/src', 'server/src', 'client/src', 'scripts', 'e2e', 'bench']
const rules = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'))

/** The TypeScript and Vue files that exist: what git lists, tracked or new, or (without git, as in an image) what lies there. */
function existing(root, rooms) {
  const git = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard', ...rooms], { cwd: root, encoding: 'utf8' })
  const names = git.status === 0 && git.stdout ? git.stdout.split('\0')
    : rooms.flatMap((room) => readdirSync(join(root, room), { recursive: true }).map((name) => `${room}/${name}`))
  return [...new Set(names)].filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.d.ts') && existsSync(join(root, name)))
}

/**
 * Holds a tree against the import rules. Gives the number of modules and imports, the violations (rule, from, to) and the
 * files that were not looked at: with a compiler it doesn't know the cruiser skips files without a word.
 */
export async function cruiseHouse(root = ROOT) {
  const rooms = ROOMS.filter((room) => existsSync(join(root, room)))
  const { output } = await cruise(rooms,
    { ...rules.options, baseDir: root, validate: true, ruleSet: { forbidden: rules.forbidden } },
    undefined, { tsConfig: extractTSConfig(join(ROOT, 'tsconfig.base.json')) })
  const seen = new Set(output.modules.map((module) => module.source))
  return {
    modules: seen.size,
    imports: output.summary.totalDependenciesCruised,
    violations: output.summary.violations.map(({ rule, from, to, cycle }) =>
      ({ rule: rule.name, from, to: cycle ? cycle.map((c) => c.name).join(' → ') : to })),
    unseen: existing(root, rooms).filter((name) => !seen.has(name)),
  }
}
