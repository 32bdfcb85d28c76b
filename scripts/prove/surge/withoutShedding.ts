import { Pressure } from '../../../server/src/gateway/pressure'

/** The planted bug: positions are never turned away. */
Object.defineProperty(Pressure.prototype, 'high', { get: () => false })
