import { describe, expect, it } from 'vitest'
import { areaNamed, emptyDraft, keepDraft, keptDraft, reportBody, sendingId } from './draft'

function memory() {
  const kept = new Map<string, string>()
  return { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, t: string) => void kept.set(k, t), removeItem: (k: string) => void kept.delete(k), kept }
}

describe('the draft', () => {
  it('survives as it was typed, half a kind and an unanswered id included', () => {
    const storage = memory()
    const draft = { ...emptyDraft(), placeText: '城北街道 八一北街 ', kindTyped: 'zz', text: '138', sentAs: { id: 'c-1', body: '{}' }, dangerTags: ['gas' as const] }
    expect(keepDraft(storage, draft)).toBe(true)
    expect(keptDraft(storage)).toEqual(draft)
  })
  it('leaves nothing behind when empty, and says when it cannot be kept', () => {
    const storage = memory()
    keepDraft(storage, { ...emptyDraft(), text: 'x' })
    keepDraft(storage, emptyDraft())
    expect(storage.kept.size).toBe(0)
    expect(keepDraft({ ...storage, setItem: () => { throw new Error('full') } }, { ...emptyDraft(), text: 'x' })).toBe(false)
    expect(keepDraft(null, emptyDraft())).toBe(false)
  })
  it('reads a broken or older one without losing what is there', () => {
    const storage = memory()
    storage.setItem('liandong.desk.draft.1', '{"placeText":"罗店镇"}')
    expect(keptDraft(storage)).toEqual({ ...emptyDraft(), placeText: '罗店镇' })
    storage.setItem('liandong.desk.draft.1', '{broken')
    expect(keptDraft(storage)).toEqual(emptyDraft())
  })
})

describe('the command of a draft', () => {
  it('needs place and kind and nothing more', () => {
    expect(reportBody(emptyDraft())).toEqual({ missing: 'place' })
    expect(reportBody({ ...emptyDraft(), placeText: '罗店镇' })).toEqual({ missing: 'kind' })
    expect(reportBody({ ...emptyDraft(), placeText: ' 罗店镇 ', kindId: 'fire' })).toEqual({ body: { kindId: 'fire', placeText: '罗店镇', source: '110' } })
  })
  it('sends a whole point or none', () => {
    const full = reportBody({ ...emptyDraft(), placeText: 'x', kindId: 'f', point: { lon: 119.6478731, lat: 29.08557749 }, priority: 2 })
    expect(full).toEqual({ body: { kindId: 'f', placeText: 'x', source: '110', lon: 119.647873, lat: 29.085577, priority: 2 } })
  })
})

it('sends the same words under the same id, and other words under another', () => {
  const draft = { ...emptyDraft(), placeText: 'x', kindId: 'f' }
  const body = { kindId: 'f', placeText: 'x', source: '110' as const }
  let n = 0
  const newId = () => `c-${++n}`
  expect([sendingId(draft, body, newId), sendingId(draft, { ...body }, newId), sendingId(draft, { ...body, placeText: 'y' }, newId)]).toEqual(['c-1', 'c-1', 'c-2'])
})

it('finds the township a place begins with', () => {
  const areas = [
    { id: '1', name: '城北街道', shortName: '城北', level: 'township' }, { id: '2', name: '城北新区街道', shortName: '城北新', level: 'township' },
    { id: 'd', name: '婺城区', shortName: '婺城', level: 'district' },
  ]
  expect(areaNamed(areas, '城北街道八一北街')?.id).toBe('1')
  expect(areaNamed(areas, '城北新区街道 1 号')?.id).toBe('2')
  expect(areaNamed(areas, '婺城区某处')).toBeNull()
})
