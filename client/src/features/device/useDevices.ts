import { shallowRef, type ShallowRef } from 'vue'
import { ReadError, readJson } from '../../live/readJson'
import { sendJson } from '../../live/sendJson'

/** One wall and one feed as `GET /api/devices` lists them. Instants are the server's. */
export interface Wall {
  id: string; name: string; place: string; active: boolean; paired: number | null; seen: number | null; address: string | null; agent: string | null
  sessions: number; why: string | null
}
export interface Feed { id: string; name: string; nameEn: string; active: boolean; made: number | null; used: number | null; refused: number | null }
export interface DeviceList { walls: Wall[]; feeds: Feed[]; now: number }
export interface Failure { status: number; code: string; detail: Record<string, string | number> }

const EVERY_MS = 10_000

export const failureOf = (e: unknown): Failure =>
  (e instanceof ReadError ? { status: e.status, code: e.code, detail: (e as { detail?: Failure['detail'] }).detail ?? {} } : { status: 0, code: String(e), detail: {} })

export interface Devices {
  list: Readonly<ShallowRef<DeviceList | null>>
  failed: Readonly<ShallowRef<Failure | null>>
  load(): Promise<void>
  /** Renames a device, takes it out of service or puts a feed back. Null when done. */
  change(id: string, change: { name?: string; place?: string; active?: boolean }): Promise<Failure | null>
  /** A feed's new token, told once. */
  rotate(id: string): Promise<{ token: string } | Failure>
  /** Looks again every few seconds until the answer is called. */
  watch(): () => void
}

/** The devices, and what an administrator does with them. */
export function useDevices(origin = location.origin): Devices {
  const list = shallowRef<DeviceList | null>(null)
  const failed = shallowRef<Failure | null>(null)
  async function load(): Promise<void> {
    try {
      list.value = await readJson<DeviceList>(new URL('/api/devices', origin))
      failed.value = null
    } catch (e) {
      failed.value = failureOf(e)
    }
  }
  return {
    list, failed, load,
    async change(id, change) {
      try {
        await sendJson('PUT', `/api/devices/${encodeURIComponent(id)}`, { id: crypto.randomUUID(), ...change })
        await load()
        return null
      } catch (e) {
        return failureOf(e)
      }
    },
    async rotate(id) {
      try {
        const done = await sendJson<{ token: string }>('POST', `/api/feeds/${encodeURIComponent(id)}/token`)
        await load()
        return done
      } catch (e) {
        return failureOf(e)
      }
    },
    watch() {
      void load()
      const timer = setInterval(() => void load(), EVERY_MS)
      return () => clearInterval(timer)
    },
  }
}

/** How long ago, as a key and its number: coarse, because last seen is kept to the minute. */
export function ago(at: number, now: number): { key: 'now' | 'minutesAgo' | 'hoursAgo' | 'daysAgo'; n: number } {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000)
  if (minutes < 2) return { key: 'now', n: 0 }
  if (minutes < 60) return { key: 'minutesAgo', n: minutes }
  return minutes < 48 * 60 ? { key: 'hoursAgo', n: Math.floor(minutes / 60) } : { key: 'daysAgo', n: Math.floor(minutes / 1440) }
}

/** A wall's line touches its session each minute: two missed are an absence. */
export const isOnline = (w: Wall, now: number): boolean => w.active && w.sessions > 0 && w.seen !== null && now - w.seen < 3 * 60_000

/** Whether a device fits what is searched for. */
export function fits(words: string, ...texts: (string | null)[]): boolean {
  const all = texts.join('\n').toLowerCase()
  return words.trim().toLowerCase().split(/\s+/).every((w) => all.includes(w))
}
