import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACCOUNT_CODES } from '../access/account'
import { ROLES } from '../access/roles'
import { ALERT_TYPES } from '../alert/contract'
import { AREA_LEVELS } from '../area/contract'
import { AUDIT_ACTS, AUDIT_RESULTS } from '../audit/contract'
import { DEVICE_KINDS, WALL_CODES } from '../device/contract'
import { CALL_CATEGORIES, DANGER_TAGS, GRADES, HEADCOUNT_BANDS, INCIDENT_CLASSES, INCIDENT_SOURCES, INCIDENT_STATUSES, SEVERITY_SCHEMES } from '../incident/contract'
import { KEY_SITE_KINDS } from '../keySite/contract'
import { ANSWER_CHANNELS, ORDER_ROLES, ORDER_STATUSES } from '../order/contract'
import { ORDER_STAGES } from '../order/order'
import { LADDER_POSTS } from '../order/policy'
import { ORG_ROLES } from '../org/contract'
import { PERSON_POSTS } from '../person/contract'
import { UNIT_KINDS, UNIT_STATUSES } from '../unit/contract'
import { DOOR_CODES } from '../wire/messages'
import { EVENT_NAMES, EVENT_VALUES } from './events'
import { DETAIL_ENUMS, REJECTION_DETAIL, type EnumName } from './texts'
import { eventText, fill, LANGUAGES, rejectionText, textsOf, word } from './words'

const ENUMS: Record<EnumName, readonly (string | number)[]> = {
  incidentStatus: INCIDENT_STATUSES, incidentClass: INCIDENT_CLASSES, callCategory: CALL_CATEGORIES, incidentSource: INCIDENT_SOURCES,
  grade: GRADES, priority: [1, 2, 3, 4], headcountBand: HEADCOUNT_BANDS, dangerTag: DANGER_TAGS, severityScheme: SEVERITY_SCHEMES,
  orderStatus: ORDER_STATUSES, orderStage: ORDER_STAGES, orderRole: ORDER_ROLES, answerChannel: ANSWER_CHANNELS, unitKind: UNIT_KINDS,
  unitStatus: UNIT_STATUSES, post: [...new Set([...LADDER_POSTS, ...PERSON_POSTS])], role: ROLES, alertType: ALERT_TYPES, orgRole: ORG_ROLES, areaLevel: AREA_LEVELS,
  keySiteKind: KEY_SITE_KINDS, deviceKind: DEVICE_KINDS, actorKind: ['person', 'system', 'feed'], auditAct: AUDIT_ACTS, auditResult: AUDIT_RESULTS,
}
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort()
const codes = Object.keys(REJECTION_DETAIL) as (keyof typeof REJECTION_DETAIL)[]

/** The areas' own sources, to compare what rules say with what texts expect. */
function sources(): string {
  const root = new URL('..', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((f) => f.replaceAll('\\', '/'))
  return files.filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.startsWith('messages/')).map((f) => readFileSync(new URL(f, root), 'utf8')).join('\n')
}

describe.each(LANGUAGES)('texts in %s', (language) => {
  const t = textsOf(language)

  it('name every member of every enum, and nothing else', () => {
    for (const [name, members] of Object.entries(ENUMS)) {
      const words = t[name as EnumName] as Record<string, string>
      expect(Object.keys(words).sort(), name).toEqual(members.map(String).sort())
      for (const w of Object.values(words)) expect(w.trim(), name).not.toBe('')
    }
  })

  it('have a text for every code whose placeholders the rules fill', () => {
    expect(Object.keys(t.rejection).sort()).toEqual([...codes].sort())
    for (const code of codes) {
      const used = placeholders(t.rejection[code])
      for (const name of used) expect(REJECTION_DETAIL[code], `${code}: {${name}}`).toContain(name)
      for (const name of Object.keys(DETAIL_ENUMS[code] ?? {})) expect(REJECTION_DETAIL[code], code).toContain(name)
    }
  })

  it('have a line for every event whose placeholders are known', () => {
    expect(Object.keys(t.event).sort()).toEqual([...EVENT_NAMES].sort())
    for (const line of Object.values(t.event)) for (const name of placeholders(line)) expect(EVENT_VALUES).toContain(name)
  })

  it('leave no brace or bracket behind, with values and without', () => {
    for (const code of codes) {
      const all = Object.fromEntries(REJECTION_DETAIL[code].map((k) => [k, 'x']))
      expect(rejectionText(language, code, all)).not.toMatch(/[{}[\]]/)
      expect(rejectionText(language, code)).not.toMatch(/[{}[\]]/)
      expect(rejectionText(language, code)).not.toBe('')
    }
    for (const name of EVENT_NAMES) expect(eventText(language, name, {})).not.toMatch(/[{}[\]]/)
  })
})

it('use the same placeholders in both languages', () => {
  const [a, b] = [textsOf('zh-CN'), textsOf('en')]
  for (const code of codes) expect(placeholders(b.rejection[code]), code).toEqual(placeholders(a.rejection[code]))
  for (const name of EVENT_NAMES) expect(placeholders(b.event[name]), name).toEqual(placeholders(a.event[name]))
})

it('know every code, detail and event the rules name', () => {
  const text = sources()
  for (const m of text.matchAll(/rejected: '([a-z-]+)'(?:, detail: \{([^}]*)\})?/g)) {
    const given = (m[2] ?? '').split(',').map((part) => part.trim().split(':')[0]!).filter(Boolean)
    for (const name of given) expect(REJECTION_DETAIL[m[1] as (typeof codes)[number]], m[1]).toContain(name)
    expect(codes).toContain(m[1])
  }
  for (const code of [...DOOR_CODES, ...ACCOUNT_CODES, ...WALL_CODES]) expect(codes).toContain(code)
  const named = [...text.matchAll(/'((?:Incident|Order|Alert|Unit|Record)[A-Z][A-Za-z]+)'/g)].map((m) => m[1]!)
  const commands = new Set([...text.matchAll(/(?:decider<[^(]*\(\{\s*type: |command: )'([A-Za-z]+)'/g)].map((m) => m[1]!))
  for (const name of named) if (!commands.has(name)) expect(EVENT_NAMES, name).toContain(name)
})

describe('fill', () => {
  it('drops a part that lacks a value', () => {
    expect(fill('{unit}: {status}[, on {no} {title}]', { unit: 'F1', status: 'busy', no: '', title: '' })).toBe('F1: busy')
    expect(fill('{unit}: {status}[, on {no} {title}]', { unit: 'F1', status: 'busy', no: 'WC-1', title: 'fire' })).toBe('F1: busy, on WC-1 fire')
  })
  it('never rescans what it filled in', () => {
    expect(fill('{a}', { a: '[{b}]', b: 'secret' })).toBe('[{b}]')
  })
})

it('translates codes inside a detail', () => {
  expect(rejectionText('zh-CN', 'unit-not-available', { unit: '城北 1', status: 'on_scene', no: 'WC-1', title: '车棚起火' })).toBe('城北 1 现在不能派：到场，在 WC-1 车棚起火')
  expect(rejectionText('en', 'move-not-allowed', { no: 'WC-1', from: 'reported', to: 'closed' })).toBe('WC-1 is "Reported" and can\'t become "Closed"')
  expect(rejectionText('en', 'from-the-future')).toBe('from-the-future')
  expect(word('zh-CN', 'unitStatus', 'idle')).toBe('待命')
})
