// Head and log in one transaction, states and jobs in the next.
import { commitInstead, pause, placeOf } from './commits.mjs'

commitInstead(async (query, { name, text, values }) => {
  const at = placeOf(text, ', folded as')
  const taken = Math.max(...[...text.slice(0, at).matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)))
  const first = await query({ name: `first ${name}`, text: `${text.slice(0, at)} select position from moved`, values: values.slice(0, taken) })
  if (first.rowCount !== 1) return first
  await pause(10)
  const rest = text.slice(at).replace(/\$(\d+)/g, (_, n) => `$${n - taken + 1}`)
  return query({ name: `second ${name}`, text: `with moved as (select $1::bigint as position)${rest}`, values: [values[1], ...values.slice(taken)] })
})
