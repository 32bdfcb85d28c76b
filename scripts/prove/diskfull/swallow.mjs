// A bug on purpose, loaded before the server: a commit that found no room on the disk counts as done.
import pg from 'pg'

const query = pg.Client.prototype.query
pg.Client.prototype.query = function (config, ...rest) {
  const asked = query.call(this, config, ...rest)
  if (!String(config?.name).startsWith('commit ')) return asked
  return asked.catch((e) => {
    if (e.code !== '53100') throw e
    return { rowCount: 1, rows: [] }
  })
}
