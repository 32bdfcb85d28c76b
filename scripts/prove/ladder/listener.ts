import type { AlertState } from '@liandong/shared/alert/contract'
import { createLine } from '../../../client/src/live/connection'
import { Mirror } from '../../../client/src/live/mirror'
import { browserTimers } from '../../../client/src/live/timers'
import { seatedDial, type SeatedDoor } from '../rig/seat'

export interface Listener {
  /** `order step` → when it was first shown, UTC ms. */
  readonly seen: ReadonlyMap<string, number>
  /** What was shown and may not be: a step twice, or out of order. */
  readonly faults: string[]
  /** The alert that was raised for an order, once it was shown. */
  alertOf(orderId: string): string | undefined
  /** Looks at once whether the server is back. */
  wake(): void
  stop(): void
}

/** A desk with the real line and mirror, which notes each step when it is shown. */
export function listen({ port, cookie }: SeatedDoor, random: () => number): Listener {
  const mirror = new Mirror()
  const seen = new Map<string, number>()
  const alerts = new Map<string, string>()
  const faults: string[] = []
  function look(): void {
    const now = Date.now()
    for (const id of mirror.drain().changed.get('alert') ?? []) {
      const text = mirror.text(`alert:${id}`)
      if (text === undefined) continue
      const { orderId, taken } = JSON.parse(text) as AlertState
      if ((alerts.get(orderId) ?? id) !== id) faults.push(`${orderId} was shown with two alerts`)
      alerts.set(orderId, id)
      if (taken.some((t, i) => t.step !== i + 1)) faults.push(`${orderId} was shown with steps ${taken.map((t) => t.step).join(' ')}`)
      for (const { step } of taken) if (!seen.has(`${orderId} ${step}`)) seen.set(`${orderId} ${step}`, now)
    }
  }
  const line = createLine({
    url: `http://127.0.0.1:${port}`, mask: 'desk', mirror, timers: browserTimers, tracks: false, random, wallClock: () => Date.now(), dial: seatedDial(cookie),
    events: { hello: () => undefined, stamped: () => undefined, tracks: () => undefined, mirrored: look, connected: () => undefined, disconnected: () => undefined },
  })
  return { seen, faults, alertOf: (orderId) => alerts.get(orderId), wake: () => line.wake(), stop: () => line.stop() }
}
