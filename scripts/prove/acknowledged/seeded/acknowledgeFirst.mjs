// Says "done" at once and writes a little later, in order: fast, and right until the power goes.
import { commitInstead, pause } from './commits.mjs'

let last = Promise.resolve()
commitInstead((query, config) => {
  last = last.then(() => pause(5)).then(() => query(config)).catch(() => undefined)
  return Promise.resolve({ rowCount: 1 })
})
