import { io } from 'socket.io-client'
import type { LineOptions } from '../../../client/src/live/connection'

/** A door of a server and the seat from which somebody comes to it. */
export interface SeatedDoor {
  readonly port: number
  /** Text of the `Cookie` header. */
  readonly cookie: string
}

/**
 * Takes a seat in a demonstration as somebody of its cast; answers the text of the `Cookie` header. Throws where there is no such
 * persona, or no demonstration.
 */
export async function demoSeat(url: string, persona = 'desk'): Promise<string> {
  const answer = await fetch(`${url}/demo/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ persona }) })
  const [cookie] = answer.headers.getSetCookie()
  if (!answer.ok || cookie === undefined) throw new Error(`no seat as ${persona}: ${answer.status} ${await answer.text()}`)
  return cookie.split(';')[0]!
}

/** What `createLine({ dial })` takes: Socket.IO's own `io` that shows a seat, as a browser does by itself. */
export const seatedDial = (cookie: string): NonNullable<LineOptions['dial']> => (url, options) => io(url, { ...options, extraHeaders: { cookie } })
