import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KINDS } from '@liandong/shared/areas'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Position } from '@liandong/shared/wire/fix'
import { sceneOf } from '../../../server/src/features/demo/scene'
import { MemoryDoor } from '../../../server/src/features/demo/testing/memoryDoor'
import { readPack } from '../../../server/src/packs/read'
import { PACKS } from '../../packs/files'
import { Picture } from '../picture'
import { Roads, type StreetFile } from '../roads'
import type { Wish } from '../wish'
import { World } from '../world'

export const pack = readPack(PACKS, 'wucheng')
export const scene = sceneOf(pack)
export const roads = new Roads(JSON.parse(readFileSync(join(pack.mapDir, 'streets.json'), 'utf8')) as StreetFile)

export interface Told {
  at: number
  wish: Wish
  answer: CommandAnswer
}

/** The simulated district against the real rules in memory, stepped by hand. */
export class Loop {
  readonly door = new MemoryDoor(pack.records, pack.district.zone)
  readonly picture = new Picture()
  readonly world: World
  readonly told: Told[] = []
  readonly positions: (Position & { source: string })[] = []
  readonly notes: string[] = []
  now: number

  constructor(seed: number, start: number) {
    this.now = start
    this.look()
    this.world = new World(scene, roads, this.picture, seed, start)
  }

  /** Gives the simulation the picture a desk would have. */
  look(): void {
    this.picture.clear()
    for (const kind of KINDS) for (const s of this.door.all<{ id: string }>(kind.kind)) {
      const document = kind.document(s, 'desk')
      if (document) this.picture.put(`${kind.kind}:${s.id}`, JSON.stringify(document))
    }
  }

  give(wish: Wish): CommandAnswer {
    this.door.now = this.now
    const answer = this.door.submit({ id: wish.id, type: wish.type, body: wish.body, occurredAt: this.now })
    this.told.push({ at: this.now, wish, answer })
    return answer
  }

  run(ms: number, stepMs: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += stepMs
      const step = this.world.step(this.now)
      for (const [source, list] of step.positions) for (const p of list) this.positions.push({ ...p, source })
      this.notes.push(...step.notes)
      for (const wish of step.wishes) this.give(wish)
      if (step.wishes.length > 0) this.look()
    }
  }
}
