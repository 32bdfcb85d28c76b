import type { Dice } from '../../server/src/features/demo/dice'
import type { Scene } from '../../server/src/features/demo/scene'
import { clockText } from '@liandong/shared/kernel/time'

const DAY_MS = 86_400_000

/** Feeds that fall silent for a few minutes now and then, by the dice; each is announced. */
export class Feeds {
  private readonly out = new Map<string, number>()
  private nextAt: number

  constructor(private readonly scene: Scene, private readonly dice: Dice, now: number) {
    this.nextAt = now + this.wait()
  }

  private wait(): number {
    const { dropoutsPerDay } = this.scene.simulation.feeds
    return dropoutsPerDay > 0 ? this.dice.exponential(DAY_MS / dropoutsPerDay) : Infinity
  }

  /** Sources that are silent now, and what to announce. */
  step(now: number): { silent: ReadonlySet<string>; notes: string[] } {
    const notes: string[] = []
    const said = (id: string) => this.scene.sources.get(id)?.name ?? id
    for (const [id, until] of this.out) {
      if (now < until) continue
      this.out.delete(id)
      notes.push(`${clockText(now, this.scene.zone)} the feed ${said(id)} speaks again`)
    }
    if (now >= this.nextAt) {
      const { minMinutes, maxMinutes } = this.scene.simulation.feeds
      const id = this.dice.pick([...this.scene.sources.keys()])
      const until = now + this.dice.between(minMinutes, maxMinutes) * 60_000
      if (!this.out.has(id)) notes.push(`${clockText(now, this.scene.zone)} the feed ${said(id)} drops out until ${clockText(until, this.scene.zone)}`)
      this.out.set(id, until)
      this.nextAt = now + this.wait()
    }
    return { silent: new Set(this.out.keys()), notes }
  }
}
