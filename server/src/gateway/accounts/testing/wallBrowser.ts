import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { proofText } from '@liandong/shared/device/contract'
import type { Browser, House } from './house'

const secretOf = () => randomBytes(32).toString('base64url')
const linkOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** A wall's browser as its page behaves: a key, a chain of secrets, and whatever cookies it is given, in memory alone. */
export class WallBrowser {
  cookie = ''
  device = ''
  pairing = ''
  code = ''
  nonce = ''
  secret = secretOf()
  next = ''
  key: KeyObject
  publicKey: { x: string; y: string }

  constructor(readonly h: House, readonly address = '192.0.2.200') {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = pair.publicKey.export({ format: 'jwk' }) as { x: string; y: string }
    this.key = pair.privateKey
    this.publicKey = { x, y }
  }

  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
    const raw = await this.h.app.inject({
      method, url, remoteAddress: this.address, ...(payload ? { payload } : {}),
      headers: { host: 'localhost', origin: 'http://localhost', 'user-agent': 'wall', ...(this.cookie ? { cookie: this.cookie } : {}) },
    })
    const set = [raw.headers['set-cookie'] ?? []].flat()[0]
    if (set) this.cookie = set.split(';')[0]!
    return { status: raw.statusCode, body: raw.json<Record<string, never>>(), set }
  }

  sign = (text: string): string => sign('sha256', Buffer.from(text), { key: this.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

  async begin(): Promise<this> {
    const { body } = await this.ask('POST', '/api/walls/pairing', { publicKey: this.publicKey, link: linkOf(this.secret) })
    this.pairing = body.pairing!
    this.code = body.code!
    this.nonce = body.nonce!
    return this
  }

  async status(nonce = this.nonce) {
    const answer = await this.ask('POST', '/api/walls/pairing/status', { pairing: this.pairing, nonce, signature: this.sign(proofText('pairing', this.pairing, nonce)) })
    this.nonce = answer.body.nonce ?? ''
    this.device = answer.body.device ?? this.device
    return answer
  }

  challenge = async (device = this.device): Promise<string> => (await this.ask('POST', '/api/walls/challenge', { device })).body.nonce!

  /** The proof's body, with the next secret got ready. */
  proof(nonce: string) {
    this.next = secretOf()
    const link = linkOf(this.next)
    return { device: this.device, nonce, secret: this.secret, link, signature: this.sign(proofText('session', this.device, nonce, this.secret, link)) }
  }

  async prove(nonce?: string) {
    const answer = await this.ask('POST', '/api/walls/session', this.proof(nonce ?? (await this.challenge())))
    if (answer.status === 200) this.secret = this.next
    return answer
  }

  /** Everything its disk holds, on another machine. */
  copy(address: string): WallBrowser {
    const other = new WallBrowser(this.h, address)
    return Object.assign(other, { key: this.key, publicKey: this.publicKey, device: this.device, secret: this.secret })
  }

  who = () => this.ask('GET', '/api/session')
}

/** A wall that was paired and sits. */
export async function seatedWall(h: House, admin: Browser, name: string, address?: string): Promise<WallBrowser> {
  const wall = await new WallBrowser(h, address).begin()
  const answer = await admin.ask('POST', '/api/walls', { code: wall.code, name, place: '指挥大厅' })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  await wall.status()
  await wall.prove()
  return wall
}
