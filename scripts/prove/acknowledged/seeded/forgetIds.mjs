// Commits without remembering which commands they were: a resend after a restart is a new wish.
import { commitInstead, placeOf } from './commits.mjs'

const REMEMBERED = 'r.hash, r.command,'

commitInstead((query, { name, text, values }) => {
  placeOf(text, REMEMBERED)
  return query({ name: `forgetful ${name}`, text: text.replace(REMEMBERED, 'r.hash, nullif(r.command, r.command),'), values })
})
