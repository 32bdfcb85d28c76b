import type { Kept } from './backup'

const PAGE = 1000

/**
 * A table kept beside the log row by row, as it stands; a restore replaces what an earlier start left in it. `table` is ours, never from
 * outside. Tables that refer to each other are listed in that order.
 */
export const keptTable = (table: string): Kept => ({
  name: `table:${table}`,
  async* read(client) {
    await client.query(`declare kept no scroll cursor for select to_json(t) as row from ${table} t`)
    for (let more = true; more;) {
      const { rows } = await client.query<{ row: object }>(`fetch ${PAGE} from kept`)
      yield rows.map((r) => r.row)
      more = rows.length === PAGE
    }
    await client.query('close kept')
  },
  restore(client) {
    let begun = false
    return {
      async write(rows) {
        if (!begun) await client.query(`delete from ${table}`)
        begun = true
        await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)])
      },
      end: () => Promise.resolve(),
    }
  },
})
