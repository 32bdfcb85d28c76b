import type { Lines } from '@liandong/shared/wire/lines'
import type { ChangesHeader, CommandMessage, SnapshotHeader } from '@liandong/shared/wire/messages'
import { Mirror, type Wish } from '../../../../client/src/live/mirror'
import { SEEDED_FAULTS } from '../seededFaults'
import type { Bug } from './world'

/** A mirror that keeps its documents and its position when the log is another one. */
class EpochBlindMirror extends Mirror {
  override greet(epoch: string): void {
    if (this.epoch === null) return super.greet(epoch)
    super.greet(this.epoch)
    this.epoch = epoch
  }
}

/** A mirror that takes note that something changed while the pieces of a picture came, but not of what. */
class RacingMirror extends Mirror {
  private missed = -1

  override changes(message: Lines<ChangesHeader>): Wish {
    if (!this.arriving) return super.changes(message)
    this.missed = Math.max(this.missed, message.header.to)
    return null
  }

  override snapshot(message: Lines<SnapshotHeader>): Wish {
    const wish = super.snapshot(message)
    if (message.header.piece === 0) this.missed = -1
    if (!message.header.last || wish !== null || this.missed <= this.position) return wish
    return super.changes({ header: { from: this.position, to: this.missed, at: 0, rate: 1 }, put: [], remove: [] })
  }
}

/** A mirror that takes an older picture for a newer one: whatever snapshot is whole is shown. */
class ForgetfulMirror extends Mirror {
  override snapshot(message: Lines<SnapshotHeader>): Wish {
    if (message.header.piece === 0 && this.epoch !== null) {
      const epoch = this.epoch
      this.epoch = null
      super.greet(epoch)
    }
    return super.snapshot(message)
  }
}

let attempts = 0
/** A client that says a command under a new id each time it says it. */
const newIdEachTime = (m: CommandMessage): CommandMessage => ({ ...m, id: `${m.id}.${++attempts}` })

/** Bugs put in on purpose. A model that stays green with one of them proves nothing. */
export const MODEL_BUGS: Record<string, Bug> = {
  ...SEEDED_FAULTS,
  'a mirror that keeps its documents across an epoch change': { mirror: () => new EpochBlindMirror() },
  'a mirror that loses what changed while a snapshot came': { mirror: () => new RacingMirror() },
  'a mirror that shows an older snapshot': { mirror: () => new ForgetfulMirror() },
  'a client that says a command under a new id each time': { says: newIdEachTime },
}
