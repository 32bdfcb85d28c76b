import type { SignedInBy } from '@liandong/shared/access/account'
import { readJson } from '../../live/readJson'
import type { Me } from './seat'

/** Who is signed in, with what only its own page needs: as `GET /api/session` says. */
export interface Own extends Me {
  login: string | null
  org: string | null
  areas: readonly string[]
  how: SignedInBy
  session: string
  /** When it ends at the latest, and untouched: UTC milliseconds. */
  ends: number
  idleEnds: number
  secondFactor: boolean
  recoveryCodesLeft: number
}

/** One of one's own sessions, as `GET /api/sessions` says. */
export interface OwnSession {
  id: string
  /** Whether it is this one. */
  own: boolean
  how: SignedInBy
  created: number
  seen: number
  ends: number
  address: string
  agent: string
}

export const readOwn = () => readJson<Own>(new URL('/api/session', location.origin))
export const readSessions = () => readJson<{ sessions: OwnSession[] }>(new URL('/api/sessions', location.origin)).then((a) => a.sessions)

/** What a browser calls itself, shortened to what people know it by: `Chrome 140 · Windows`. Empty where nothing is known. */
export function agentText(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/.exec(agent.replace(/Chrome(?=.*(?:Edg|OPR)\/)/, ''))
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' }
  const system = /(Windows|Android|iPhone|iPad|Mac OS|Linux)/.exec(agent)?.[1]
  return [browser && `${names[browser[1]!] ?? browser[1]} ${browser[2]}`, system].filter(Boolean).join(' · ')
}
