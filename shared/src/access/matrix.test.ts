import { describe, expect, it } from 'vitest'
import { DECIDERS, KINDS } from '../areas'
import { SEALED_KINDS } from '../seal/contract'
import { GIVE, INTERNAL, reachOf, SEALED, SEE } from './policy'
import { ROLES, type Role } from './roles'

/**
 * What is expected, written by hand and apart from the policy, for people to read: rows are what, columns who.
 * `a` all of them, `s` only those of one's own part, `.` none. Whoever removes or adds a line of the policy turns a row red.
 */
const WHO = ['wall', 'intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor', 'liaison', 'township', 'grid', 'sys_admin', 'sec_admin', 'audit_admin']

const SEES = `
                    wall inta disp chie comm anal supe liai town grid sys  sec  audi
organisation        a    a    a    a    a    a    a    a    a    a    .    .    .
area                a    a    a    a    a    a    a    a    a    a    .    .    .
keySite             a    a    a    a    a    a    a    a    a    a    .    .    .
source              a    a    a    a    a    a    a    a    a    a    .    .    .
incidentKind        a    a    a    a    a    a    a    a    a    a    .    .    .
policy              a    a    a    a    a    a    a    a    a    .    .    .    .
runCard             a    a    a    a    a    a    a    .    .    .    .    .    .
numbering           .    .    .    .    .    .    .    .    .    .    .    .    .
unit                a    a    a    a    a    a    a    s    s    s    .    .    .
incident            a    a    a    a    a    a    a    s    s    s    .    .    .
order               a    a    a    a    a    a    a    s    s    s    .    .    .
alert               a    a    a    a    a    a    a    s    s    s    .    .    .
incidentDay         a    a    a    a    a    a    a    .    .    .    .    .    .
person              .    .    .    .    .    .    .    .    .    .    .    .    .
device              .    .    .    .    .    .    .    .    .    .    .    .    .
`

const GIVES = `
                    wall inta disp chie comm anal supe liai town grid sys  sec  audi
ReportIncident      .    a    a    a    a    .    .    a    s    s    .    .    .
ReviseIncident      .    a    a    a    a    .    .    .    s    .    .    .    .
AcceptIncident      .    a    a    a    a    .    .    .    .    .    .    .    .
RejectIncident      .    .    a    a    a    .    .    .    .    .    .    .    .
RecordIncidentOnly  .    a    a    a    a    .    .    .    .    .    .    .    .
VoidIncident        .    .    a    a    a    .    .    .    .    .    .    .    .
MergeIncident       .    a    a    a    a    .    .    .    .    .    .    .    .
GradeIncident       .    .    a    a    a    .    .    .    .    .    .    .    .
ResolveIncident     .    .    a    a    a    .    .    .    .    .    .    .    .
ReviewIncident      .    .    a    a    a    .    .    .    .    .    .    .    .
CloseIncident       .    .    .    a    a    .    .    .    .    .    .    .    .
ReworkIncident      .    .    a    a    a    .    a    .    .    .    .    .    .
IssueOrder          .    .    a    a    a    .    .    .    .    .    .    .    .
RecallOrder         .    .    a    a    a    .    .    .    .    .    .    .    .
AcknowledgeOrder    .    a    a    a    a    .    .    s    s    s    .    .    .
DeclineOrder        .    a    a    a    a    .    .    s    s    s    .    .    .
ReportEnRoute       .    a    a    a    a    .    .    s    s    s    .    .    .
ReportOnScene       .    a    a    a    a    .    .    s    s    s    .    .    .
ReportWorking       .    a    a    a    a    .    .    s    s    s    .    .    .
ReportDone          .    a    a    a    a    .    .    s    s    s    .    .    .
ReportFeedback      .    a    a    a    a    .    .    s    s    s    .    .    .
AcknowledgeAlert    .    a    a    a    a    .    .    s    s    .    .    .    .
ChangeUnitStatus    .    .    a    a    a    .    .    s    s    .    .    .    .
PutPerson           .    .    .    .    .    .    .    .    .    .    .    a    .
PutDevice           .    .    .    .    .    .    .    .    .    .    a    .    .
`

const OPENS = `
                    wall inta disp chie comm anal supe liai town grid sys  sec  audi
caller-contact      .    a    a    a    a    .    .    .    .    .    .    .    .
caller-name         .    a    a    a    a    .    .    .    .    .    .    .    .
original-payload    .    a    a    a    a    .    .    .    .    .    .    .    .
`

function rows(table: string): Map<string, string> {
  const lines = table.trim().split('\n').slice(1).map((l) => l.trim().split(/\s+/))
  return new Map(lines.map(([what, ...cells]) => [what!, cells.join('')]))
}

const cells = (grants: (typeof SEE)[string]) => WHO.map((r) => ({ all: 'a', scope: 's' })[reachOf(grants, [r as Role]) ?? 'none' as 'all'] ?? '.').join('')

describe('the policy', () => {
  it('knows the roles of the table', () => expect([...ROLES]).toEqual(WHO))

  it.each([...rows(SEES)])('shows %s to whom the table says', (kind, expected) => expect(cells(SEE[kind] ?? {})).toBe(expected))

  it.each([...rows(GIVES)])('lets %s be given by whom the table says', (type, expected) => expect(cells(GIVE[type] ?? {})).toBe(expected))

  it.each([...rows(OPENS)])('lets sealed %s be opened by whom the table says', (kind, expected) => expect(cells((SEALED as Record<string, (typeof SEE)[string]>)[kind] ?? {})).toBe(expected))

  it('says of everything sealed who opens it, and of nothing else', () => {
    expect(Object.keys(SEALED).sort()).toEqual([...SEALED_KINDS].sort())
    expect([...rows(OPENS).keys()].sort()).toEqual([...SEALED_KINDS].sort())
  })

  it('says of every kind who sees it, and of nothing else', () => {
    expect(Object.keys(SEE).sort()).toEqual(KINDS.map((k) => k.kind).sort())
    expect([...rows(SEES).keys()].sort()).toEqual(Object.keys(SEE).sort())
  })

  it('says of every command who gives it, and of nothing else', () => {
    const types = ['PutRecords', ...DECIDERS.map((d) => d.type)]
    expect([...Object.keys(GIVE), ...INTERNAL].sort()).toEqual(types.sort())
    expect([...rows(GIVES).keys()].sort()).toEqual(Object.keys(GIVE).sort())
  })
})
