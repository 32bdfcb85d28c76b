import { Audience } from '../../../server/src/gateway/audience'

/** The planted bug: every screen that comes gets a picture encoded for itself. */
const { snapshot } = Audience.prototype
Audience.prototype.snapshot = function (this: Audience, ...args: Parameters<Audience['snapshot']>) {
  Object.assign(this, { cached: null })
  return snapshot.apply(this, args)
}
