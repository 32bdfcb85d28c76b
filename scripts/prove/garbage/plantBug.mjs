// Preloaded into the built server: plants the bug that GARBAGE_BUG names under its live wire, to see whether the proof would
// notice. The server's own code runs unchanged on it.
import { Socket } from 'socket.io'

const { onevent } = Socket.prototype
const kept = []

const BUGS = {
  // A frame that cannot be read is nobody's to catch.
  falls() {
    Socket.prototype._onerror = (e) => setImmediate(() => { throw e })
  },
  // Every packet is kept "for the log".
  leaks() {
    Socket.prototype.onevent = function (packet) {
      kept.push({ packet, copy: Buffer.alloc(120_000, 1) })
      return onevent.call(this, packet)
    }
  },
  // Whoever sends more or less than one argument is never answered.
  ignores() {
    Socket.prototype.onevent = function (packet) {
      if (packet.data.length === 2) return onevent.call(this, packet)
    }
  },
}
BUGS[process.env.GARBAGE_BUG]()
