import { UNIT_KINDS, UNIT_STATUSES, type UnitState } from '@liandong/shared/unit/contract'
import type { TrackTable } from '../../live/api'
import { freshnessOf, type Contract } from '../../live/freshness'
import type { Glide } from './glide'
import { bandOf, PAUSE_MS, showing, type Band, type Showing } from './unitBand'
import { FRESHNESS } from './freshnessIndex'

/** What the unit layer asks about units. */
export interface UnitFacts {
  tracks: TrackTable
  unit(id: string): UnitState | undefined
  contract(sourceId: string): Contract | undefined
  /** Whether an incident has a place to stand under. */
  placed(incidentId: string): boolean
  /** Server's now, UTC ms. */
  now(): number
}

const SHOWN: readonly Showing[] = ['none', 'symbol', 'counted', 'docked']
const SYMBOL = SHOWN.indexOf('symbol')
/** What a track without a document is drawn as. */
const UNKNOWN_KIND = UNIT_KINDS.indexOf('patrol_car')

/**
 * How each slot is shown, kept in typed arrays so that a redraw asks nobody. Judged when documents or the zoom
 * change and once a second for freshness; newcomers at once.
 */
export class UnitVerdicts {
  status = new Uint8Array(0)
  kind = new Uint8Array(0)
  freshness = new Uint8Array(0)
  band: Band = 'counts'
  private shown = new Uint8Array(0)
  private owner: (string | undefined)[] = []
  private reported = new Uint8Array(0)
  private contracts = new Map<string, Contract | undefined>()

  constructor(private readonly facts: UnitFacts, private readonly glide: Glide) {}

  isSymbol(slot: number): boolean {
    return this.shown[slot] === SYMBOL
  }

  showing(slot: number): Showing {
    return SHOWN[this.shown[slot] ?? 0]!
  }

  /** Judges all. Answers whether anything looks different now. */
  judge(zoom: number): boolean {
    this.band = bandOf(zoom)
    this.contracts.clear()
    const t = this.facts.tracks
    this.reserve(t.lon.length)
    const now = this.facts.now()
    let changed = false
    for (let s = 0; s < t.count; s++) changed = this.judgeOne(s, now) || changed
    return changed
  }

  /** Judges slots that changed hands, or whose feed reports another status. Answers whether there were any. */
  greetNewcomers(): boolean {
    const t = this.facts.tracks
    this.reserve(t.lon.length)
    const now = this.facts.now()
    let any = false
    for (let s = 0; s < t.count; s++) {
      if (this.owner[s] === t.ids[s] && this.reported[s] === t.status[s]) continue
      any = this.judgeOne(s, now) || any
    }
    return any
  }

  private judgeOne(s: number, now: number): boolean {
    const t = this.facts.tracks
    const id = t.ids[s]
    this.owner[s] = id
    this.reported[s] = t.status[s]!
    const unit = id === undefined ? undefined : this.facts.unit(id)
    const status = unit ? UNIT_STATUSES.indexOf(unit.status) : t.status[s]!
    const kind = unit ? UNIT_KINDS.indexOf(unit.kind) : UNKNOWN_KIND
    const moving = t.at[s]! - (this.glide.movedAt[s] ?? -Infinity) <= PAUSE_MS
    const shown = id === undefined ? 0 : SHOWN.indexOf(showing(unit ?? null, UNIT_STATUSES[status]!, moving, this.band, this.facts.placed))
    const contract = id === undefined ? undefined : this.contractOf(unit?.sourceId ?? t.source(s))
    const freshness = contract ? FRESHNESS.indexOf(freshnessOf(now - t.at[s]!, contract)) : 0
    if (this.shown[s] === shown && this.status[s] === status && this.kind[s] === kind && this.freshness[s] === freshness) return false
    this.shown[s] = shown
    this.status[s] = status
    this.kind[s] = kind
    this.freshness[s] = freshness
    return true
  }

  private contractOf(source: string): Contract | undefined {
    if (!this.contracts.has(source)) this.contracts.set(source, this.facts.contract(source))
    return this.contracts.get(source)
  }

  private reserve(n: number): void {
    if (this.shown.length >= n) return
    const wider = (a: Uint8Array<ArrayBuffer>) => {
      const b = new Uint8Array(n)
      b.set(a)
      return b
    }
    this.shown = wider(this.shown)
    this.status = wider(this.status)
    this.kind = wider(this.kind)
    this.freshness = wider(this.freshness)
    this.reported = wider(this.reported)
  }
}
