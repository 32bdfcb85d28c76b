import { setTimeout as pause } from 'node:timers/promises'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import { fromSeat, type SeatedDoor } from './seat'

/** One answer: when it came (monotonic ms), to which command, and what it said; `status` 0 is no answer at all. */
export interface Heard {
  id: string
  at: number
  tookMs: number
  status: number
  answer: CommandAnswer | null
}

/** Desks that send one command after the other over HTTP and keep outside the server what each was answered. */
export class Writers {
  /** Command → position it was acknowledged at. */
  readonly acknowledged = new Map<string, number>()
  /** Everything else that was asked, which may or may not have been done. */
  readonly open = new Map<string, object>()
  readonly heard: Heard[] = []
  private running: Promise<void>[] = []
  private going = false
  private serial = 0

  /** @param name makes the ids of this round its own */
  constructor(private readonly door: SeatedDoor, private readonly name: string) {}

  /** So many desks, each waiting so long between its commands. */
  start(desks: number, pauseMs: number): void {
    this.going = true
    this.running = Array.from({ length: desks }, () => this.desk(pauseMs))
  }

  async stop(): Promise<void> {
    this.going = false
    await Promise.all(this.running)
  }

  private async desk(pauseMs: number): Promise<void> {
    while (this.going) {
      const report = await this.say('ReportIncident', { kindId: 'residential-fire', placeText: `城北街道 ${this.serial} 号`, source: '110' })
      const incidentId = report.answer?.ok ? report.answer.answer.incidentId : undefined
      // An accepted incident has a job of its own, so that a commit touches every table.
      if (incidentId !== undefined) await this.say('AcceptIncident', { incidentId })
      await pause(pauseMs)
    }
  }

  async say(type: string, body: object, id = `${this.name}-${++this.serial}`): Promise<Heard> {
    const message = { v: 1, id, type, body }
    this.open.set(id, message)
    const began = performance.now()
    const heard = { id, at: 0, tookMs: 0, status: 0, answer: null as CommandAnswer | null }
    try {
      const headers = { 'content-type': 'application/json', ...fromSeat(this.door.cookie) }
      const r = await fetch(`http://127.0.0.1:${this.door.port}/api/commands`, { method: 'POST', headers, body: JSON.stringify(message) })
      heard.status = r.status
      heard.answer = (await r.json()) as CommandAnswer
    } catch {
      // The server is gone or stands still: what became of the command is not known.
    }
    heard.at = performance.now()
    heard.tookMs = heard.at - began
    this.heard.push(heard)
    if (heard.answer?.ok) {
      this.acknowledged.set(id, heard.answer.position)
      this.open.delete(id)
    }
    return heard
  }

  /** Sends what was never acknowledged again, under its own id. Answers how many now are, and how many of those had been done before. */
  async resend(): Promise<{ acknowledged: number; before: number }> {
    let before = 0
    let acknowledged = 0
    for (const [id, m] of [...this.open]) {
      const { type, body } = m as { type: string; body: object }
      const { answer } = await this.say(type, body, id)
      if (!answer?.ok) continue
      acknowledged++
      if (answer.replayed) before++
    }
    return { acknowledged, before }
  }
}
