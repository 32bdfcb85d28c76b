import type { Lines } from '@liandong/shared/wire/lines'
import type { ChangesHeader } from '@liandong/shared/wire/messages'
import { Mirror, type Wish } from '../../../client/src/live/mirror'
import type { Change } from '../../../server/src/engine/documents'
import type { Engine } from '../../../server/src/engine/engine'
import type { Sabotage } from './round'

/** A mirror that takes whatever comes as the next thing: it ignores `from`. */
class CarelessMirror extends Mirror {
  override changes(message: Lines<ChangesHeader>): Wish {
    if (this.position < 0) return super.changes(message)
    return super.changes({ ...message, header: { ...message.header, from: this.position, to: Math.max(this.position, message.header.to) } })
  }
}

/** A mirror that believes the server's hash without comparing it and so never notices what it lacks. */
class TrustingMirror extends Mirror {
  override changes(message: Lines<ChangesHeader>): Wish {
    const { hash: _hash, ...header } = message.header
    return super.changes({ ...message, header: this.position < 0 ? header : { ...header, from: this.position, to: Math.max(this.position, header.to) } })
  }
}

/** A server whose gateway doesn't hear of every seventh change. */
function forgetful(engine: Engine): Engine {
  let n = 0
  const documents = Object.create(engine.documents, {
    onChange: { value: (fn: (c: Change) => void) => engine.documents.onChange((c) => fn(++n % 7 === 0 ? { ...c, documents: [] } : c)) },
  }) as Engine['documents']
  return Object.create(engine, { documents: { value: documents } }) as Engine
}

/** Bugs put in on purpose. A proof that stays green with one of them proves nothing. */
export const SEEDED_FAULTS: Record<string, Sabotage> = {
  'a mirror that ignores `from`': { mirror: () => new CarelessMirror() },
  'a mirror that ignores `from` and the hash': { mirror: () => new TrustingMirror() },
  'a server that loses a change': { between: forgetful },
}
