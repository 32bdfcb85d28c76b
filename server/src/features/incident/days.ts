import type pg from 'pg'
import type { IncidentDayState } from '@liandong/shared/incident/incidentDay'

/** Counts of the days before a day (`YYYYMMDD`), newest first: what "the usual day" is made of. */
export async function readDaysBefore(db: Pick<pg.Pool, 'query'>, day: string, count: number): Promise<IncidentDayState[]> {
  const r = await db.query<{ body: string }>("select body from state where kind = 'incidentDay' and id < $1 order by id desc limit $2", [day, count])
  return r.rows.map(({ body }) => {
    const { day: id, reported, closed, setAside, hours, categories, areas } = JSON.parse(body) as IncidentDayState
    return { day: id, reported, closed, setAside, hours, categories, areas }
  })
}
