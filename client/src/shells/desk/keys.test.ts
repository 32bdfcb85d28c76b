import { describe, expect, it } from 'vitest'
import { KEY_TABLE, verbOf, type Stroke } from './keys'

const stroke = (key: string, over: Partial<Stroke> = {}): Stroke =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, typing: false, pressable: false, ...over })

describe('keys', () => {
  it('never fire while typing, composing, or with the browser’s modifiers', () => {
    for (const over of [{ typing: true }, { isComposing: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
      expect(verbOf(stroke('n', over), 'queue')).toBeNull()
    }
  })
  it('mean "yes" by pane: accept, confirm, acknowledge', () => {
    expect([verbOf(stroke('a'), 'queue'), verbOf(stroke('a'), 'alerts'), verbOf(stroke('A'), 'orders')]).toEqual(['accept', 'confirm', 'acknowledge'])
  })
  it('leave Enter and Space to a focused button', () => {
    expect(verbOf(stroke('Enter', { pressable: true }), 'dispatch')).toBeNull()
    expect(verbOf(stroke('Enter'), 'dispatch')).toBe('open')
    expect(verbOf(stroke('n', { pressable: true }), 'dispatch')).toBe('new')
  })
  it('are all on the sheet, once per pane', () => {
    const seen = KEY_TABLE.map((k) => `${k.pane}:${k.verb}`)
    expect(new Set(seen).size).toBe(seen.length)
    expect(KEY_TABLE.find((k) => k.verb === 'down')?.keys).toBe('J ↓')
  })
})
