import type { IncidentDocument } from '@liandong/shared/incident/incident'
import type { OrderState } from '@liandong/shared/order/contract'
import type { UnitState } from '@liandong/shared/unit/contract'
import { splitRef, type Ref } from '@liandong/shared/kernel/decider'

export type UnitDocument = Omit<UnitState, 'deviceId'>

/** The documents the simulation acts on, as a desk sees them: units, and what is open of incidents and orders. */
export class Picture {
  readonly incidents = new Map<string, IncidentDocument>()
  readonly orders = new Map<string, OrderState>()
  readonly units = new Map<string, UnitDocument>()

  /** Starts over, for a snapshot. */
  clear(): void {
    this.incidents.clear()
    this.orders.clear()
    this.units.clear()
  }

  put(r: Ref, json: string): void {
    const table = this.tableOf(r)
    if (table) table.set(splitRef(r).id, JSON.parse(json) as never)
  }

  remove(r: Ref): void {
    this.tableOf(r)?.delete(splitRef(r).id)
  }

  private tableOf(r: Ref): Map<string, never> | null {
    switch (splitRef(r).kind) {
      case 'incident':
        return this.incidents as Map<string, never>
      case 'order':
        return this.orders as Map<string, never>
      case 'unit':
        return this.units as Map<string, never>
      default:
        return null
    }
  }
}
