import { setTimeout as pause } from 'node:timers/promises'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { fromSeat, type SeatedDoor } from '../rig/seat'

/** Says commands until they are answered: through kills and restarts, always under the id they began with. */
export class Speaker {
  private serial = 0
  private stopped = false
  resent = 0

  constructor(private readonly door: SeatedDoor) {}

  async say(type: string, body: object): Promise<CommandAnswer> {
    const message = JSON.stringify({ v: 1, id: `ladder-${++this.serial}`, type, body })
    for (; !this.stopped; this.resent++) {
      const answer = await this.once(message)
      if (answer && (answer.ok || ('rejected' in answer && answer.rejected !== 'unavailable' && answer.rejected !== 'not-ready'))) return answer
      await pause(60)
    }
    return { ok: false, rejected: 'unavailable', detail: {} }
  }

  private async once(body: string): Promise<CommandAnswer | null> {
    try {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...fromSeat(this.door.cookie) }, body, signal: AbortSignal.timeout(10_000) }
      return (await (await fetch(`http://127.0.0.1:${this.door.port}/api/commands`, init)).json()) as CommandAnswer
    } catch {
      return null
    }
  }

  /** Nobody waits any longer; a kill may have left something unanswered. */
  stop(): void {
    this.stopped = true
  }
}
