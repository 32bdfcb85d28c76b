import { rowsOf } from './csv'

/** One unit's answer to a call, with the recorded instants (UTC ms), null where the record has none. */
export interface UnitRow {
  rowId: string
  unitId: string
  received: number
  entry: number
  dispatch: number
  enroute: number | null
  onScene: number | null
  available: number | null
}

/** One call with all its unit rows, in the order they were dispatched. */
export interface Call {
  callNumber: string
  callType: string
  priority: string
  alarms: number
  address: string
  neighborhood: string
  lon: number
  lat: number
  received: number
  entry: number
  rows: UnitRow[]
}

const instant = (text: string | undefined): number | null => (text ? Date.parse(text) : null)

/** Reads DataSF "Fire Calls for Service" rows (nuek-vuh3, snake_case columns, ISO times). */
export async function readCalls(path: string): Promise<Call[]> {
  const calls = new Map<string, Call>()
  for await (const r of rowsOf(path)) {
    const received = instant(r.received)
    const dispatch = instant(r.dispatch)
    if (received === null || dispatch === null) throw new Error(`row ${r.row_id} has no received or dispatch time`)
    const row: UnitRow = {
      rowId: r.row_id!, unitId: r.unit_id!, received, entry: instant(r.entry) ?? received, dispatch,
      enroute: instant(r.enroute), onScene: instant(r.on_scene), available: instant(r.available),
    }
    const call = calls.get(r.call_number!)
    if (call) {
      call.rows.push(row)
      call.received = Math.min(call.received, received)
      continue
    }
    calls.set(r.call_number!, {
      callNumber: r.call_number!, callType: r.call_type!, priority: r.final_priority!, alarms: Number(r.alarms), address: r.address!,
      neighborhood: r.neighborhood!, lon: Number(r.lon), lat: Number(r.lat), received, entry: row.entry, rows: [row],
    })
  }
  for (const c of calls.values()) c.rows.sort((a, b) => a.dispatch - b.dispatch)
  return [...calls.values()].sort((a, b) => a.received - b.received)
}
