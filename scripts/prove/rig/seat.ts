import { io } from 'socket.io-client'
import type { LineOptions } from '../../../client/src/live/connection'
import { fromSeat } from '../../seat'

export { demoSeat, fromSeat } from '../../seat'

/** A door of a server and the seat from which somebody comes to it. */
export interface SeatedDoor {
  readonly port: number
  /** Text of the `Cookie` header. */
  readonly cookie: string
}

/** What `createLine({ dial })` takes: Socket.IO's own `io` that shows a seat, as a browser does by itself. */
export const seatedDial = (cookie: string): NonNullable<LineOptions['dial']> => (url, options) => io(url, { ...options, extraHeaders: fromSeat(cookie) })
