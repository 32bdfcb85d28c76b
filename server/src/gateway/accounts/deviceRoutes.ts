import Type from 'typebox'
import { DeviceName, DevicePlace } from '@liandong/shared/device/contract'
import { Id, Strict } from '@liandong/shared/kernel/schema'
import type { IngestTokens } from '../../features/access/ingestTokens'
import { answers } from '../answers'
import type { App } from '../http'
import { Ok } from './answers'
import { byWhom, isRefusal, refuse, type AccountDoors } from './door'

export interface DeviceDoors extends AccountDoors {
  tokens: Pick<IngestTokens, 'list' | 'rotate'>
}

const OrNull = <T extends Type.TSchema>(s: T) => Type.Union([s, Type.Null()])
const At = OrNull(Type.Number())
const DevicesAnswered = Strict({
  walls: Type.Array(Strict({
    id: Type.String(), name: Type.String(), place: Type.String(), active: Type.Boolean(), paired: At, seen: At, address: OrNull(Type.String()), agent: OrNull(Type.String()),
    sessions: Type.Integer(), why: OrNull(Type.String()),
  })),
  feeds: Type.Array(Strict({ id: Type.String(), name: Type.String(), nameEn: Type.String(), active: Type.Boolean(), made: At, used: At, refused: At })),
  /** The server's real clock, to say how long ago. */
  now: Type.Number(),
})
/** The command's id, which makes sending it again safe. */
const CommandId = Type.String({ minLength: 8, maxLength: 60, pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]*$' })
const ChangeBody = Strict({ id: CommandId, name: Type.Optional(DeviceName), place: Type.Optional(DevicePlace), active: Type.Optional(Type.Boolean()) })
const Device = Strict({ id: Id })

/** Administrators' work on devices: the list, names, taking out of service, and feeds' tokens. */
export function addDeviceRoutes(app: App, d: DeviceDoors): void {
  const { devices, book, read } = d.access
  app.get('/api/devices', { schema: { response: answers(DevicesAnswered) } }, async () =>
    ({ walls: await devices.walls(), feeds: devices.feeds(await d.tokens.list()), now: Math.floor(d.now()) }))
  app.put('/api/devices/:id', { schema: { params: Device, body: ChangeBody, response: answers(Ok) } }, async (req, reply) => {
    const by = byWhom(d, req)
    const done = by && (await devices.change((req.params as { id: string }).id, req.body as Type.Static<typeof ChangeBody>, by))
    return done && !isRefusal(done) ? done : refuse(reply, done ?? { rejected: 'unauthorised' })
  })
  app.post('/api/feeds/:id/token', { schema: { params: Device, response: answers(Strict({ token: Type.String() })) } }, async (req, reply) => {
    const by = byWhom(d, req)
    if (!by) return refuse(reply, { rejected: 'unauthorised' })
    const { id } = req.params as { id: string }
    const token = read.get('source', id) === undefined ? null : await d.tokens.rotate(id)
    if (token === null) return refuse(reply, { rejected: 'unknown-device', detail: { device: id } })
    book.configured({ person: by.actor.id, address: by.where }, 'POST /api/feeds/:id/token', { of: `feed:${id}`, what: 'rotated' })
    return { token }
  })
}
