import type { LoggedEvent } from '@liandong/shared/kernel/decider'
import { silentLog } from '../../../server/src/platform/log'
import { openDatabase } from '../../../server/src/platform/postgres'
import type { Logged } from './checker'

const ENDS = ['OrderAcknowledged', 'OrderDeclined', 'OrderEnRoute', 'OrderOnScene', 'OrderDone', 'OrderRecalled', 'OrderExpired', 'AlertAcknowledged']

/** Reads from the database itself, once the server has ended, what became of every order, and how many steps still wait. */
export async function readLog(dataDir: string): Promise<{ log: Logged; waiting: number }> {
  const db = await openDatabase({ dataDir, log: silentLog() })
  try {
    const rows = await db.pool.query<{ position: number; at: number; text: string }>('select position, at, text from log order by position')
    const log: Logged = { orders: [], steps: [], ends: [] }
    for (const { position, at, text } of rows.rows) {
      const e = JSON.parse(text) as LoggedEvent
      const d = e.data as { orderId: string; taken: { step: number } }
      if (e.type === 'OrderIssued') log.orders.push({ orderId: d.orderId, at, position })
      else if (e.type === 'AlertRaised' || e.type === 'AlertEscalated') log.steps.push({ orderId: d.orderId, step: d.taken.step, at, position })
      else if (ENDS.includes(e.type)) log.ends.push({ orderId: d.orderId, at, position })
    }
    const left = await db.pool.query<{ n: number }>("select count(*)::int as n from job where type = 'EscalateAlert'")
    return { log, waiting: left.rows[0]?.n ?? 0 }
  } finally {
    await db.stop()
  }
}
