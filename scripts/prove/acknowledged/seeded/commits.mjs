// What the seeded faults share: a way between the server and its driver, at the one statement that commits.
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'

const pg = createRequire(new URL('../../../../server/package.json', import.meta.url))('pg')
const { query } = pg.Client.prototype

/** Does something else wherever the server commits: `instead(query, config)`. Everything else goes through untouched. */
export function commitInstead(instead) {
  pg.Client.prototype.query = function (config, ...rest) {
    if (!config?.name?.startsWith('commit ')) return query.call(this, config, ...rest)
    return instead((other) => query.call(this, other), config)
  }
}

/** Where a piece of the statement stands (`server/src/engine/commit.ts`); a fault that finds nothing to hurt must not run. */
export function placeOf(text, piece) {
  const at = text.indexOf(piece)
  if (at < 0) throw new Error(`the commit has no "${piece}" any more: seed this fault anew`)
  return at
}

export { pause }
