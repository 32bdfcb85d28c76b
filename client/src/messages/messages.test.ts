import { describe, expect, it } from 'vitest'
import { chooseLocale } from './locale'

const files = import.meta.glob<{ default: object }>('./{zh-CN,en}/*.ts', { eager: true })

const leaves = (texts: object, under = ''): [string, string][] =>
  Object.entries(texts).flatMap(([k, v]) => (typeof v === 'string' ? [[under + k, v] as [string, string]] : leaves(v as object, `${under}${k}.`)))
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('texts', () => {
  const areas = new Set(Object.keys(files).map((p) => p.split('/')[2]!))
  it.each([...areas])('%s has the same keys and placeholders in both languages', (file) => {
    const zh = files[`./zh-CN/${file}`]
    const en = files[`./en/${file}`]
    expect(zh && en, 'both languages').toBeTruthy()
    const english = new Map(leaves(en!.default))
    expect([...english.keys()].sort()).toEqual(leaves(zh!.default).map(([k]) => k).sort())
    for (const [key, text] of leaves(zh!.default)) expect([key, names(english.get(key)!)]).toEqual([key, names(text)])
  })
})

describe('chooseLocale', () => {
  it('lets the address win, then what was kept, then Chinese', () => {
    expect(chooseLocale('en', 'zh-CN')).toBe('en')
    expect(chooseLocale('zh', null)).toBe('zh-CN')
    expect(chooseLocale(null, 'en')).toBe('en')
    expect(chooseLocale('xx', null)).toBe('zh-CN')
  })
})
