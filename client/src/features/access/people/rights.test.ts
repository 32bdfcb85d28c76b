import { expect, it } from 'vitest'
import { PERSON_ROLES } from '@liandong/shared/access/roles'
import { faultOf, isSame, recordOf, ROLE_GROUPS, USUAL_POST, type Draft } from './rights'
import { searchRows, type RegisterRow, type Registers } from './registers'

const row = (id: string, name: string, nameEn: string, parent: string | null = null): [string, RegisterRow] => [id, { id, name, nameEn, sort: 'township', parent }]
const REGISTERS: Registers = {
  organisation: new Map([row('fire', '消防救援大队', 'Fire brigade')]),
  area: new Map([row('330702', '婺城区', 'Wucheng'), row('330702001', '城东街道', 'Chengdong', '330702'), row('330702001001', '东关社区', 'Dongguan', '330702001'), row('330702002', '东湖镇', 'Donghu', '330702')]),
}
const draft = (more: Partial<Draft> = {}): Draft => ({ roles: ['dispatcher'], post: 'dutyOfficer', orgId: null, areaIds: [], ...more })

it('every role a person may be given stands on the page once and has a usual post', () => {
  expect(Object.values(ROLE_GROUPS).flat().sort()).toEqual([...PERSON_ROLES].sort())
  expect(Object.keys(USUAL_POST).sort()).toEqual([...PERSON_ROLES].sort())
})

it.each<[Partial<Draft>, unknown]>([
  [{}, null],
  [{ roles: [] }, { own: 'noRole' }],
  [{ post: '' }, { own: 'noPost' }],
  [{ roles: ['township'] }, { rejected: 'scope-missing' }],
  [{ roles: ['township'], areaIds: ['330702001'] }, null],
  [{ roles: ['liaison'], orgId: 'fire' }, null],
  [{ roles: ['liaison'], orgId: 'gone' }, { rejected: 'unknown-org', detail: { org: 'gone' } }],
  [{ roles: ['grid'], areaIds: ['nowhere'] }, { rejected: 'unknown-area', detail: { area: 'nowhere' } }],
  [{ roles: ['sec_admin', 'sys_admin'] }, null],
  [{ roles: ['sec_admin', 'sys_admin', 'audit_admin'] }, { rejected: 'all-admin-roles' }],
])('rights %j may be saved, or it is said why not', (more, fault) => {
  expect(faultOf(draft(more), REGISTERS)).toEqual(fault)
})

it('the order of what is chosen says nothing', () => {
  const [a, b] = [draft({ roles: ['dispatcher', 'intake'], areaIds: ['2', '1'] }), draft({ roles: ['intake', 'dispatcher'], areaIds: ['1', '2'] })]
  expect(isSame(a, b)).toBe(true)
  expect(recordOf(a, true)).toEqual({ roles: ['dispatcher', 'intake'], post: 'dutyOfficer', areaIds: ['1', '2'], active: true })
  expect(isSame(a, draft({ roles: ['intake'] }))).toBe(false)
})

it.each([['东', ['330702002', '330702001', '330702001001']], ['dong', ['330702002', '330702001001', '330702001']], ['330702001', ['330702001', '330702001001']], ['城 东', ['330702001']], ['none', []]])(
  'a register is searched by name, wider areas first: %s', (asked, ids) => {
    const found = searchRows(REGISTERS.area, asked).map((r) => r.id)
    expect([...found].sort()).toEqual([...ids].sort())
    if (asked === '330702001') expect(found).toEqual(ids)
  })
