import type { IncidentDocument } from '@liandong/shared/incident/incident'
import { expect, it } from 'vitest'
import { moveByVerb, movesOf } from './moves'

const incident = (status: IncidentDocument['status'], orders: IncidentDocument['orders'] = {}) => ({ no: 'WC-1', status, orders }) as IncidentDocument
const verbs = (i: IncidentDocument) => movesOf(i).map((x) => `${x.move.verb}${x.refused ? '!' : ''}`)

it('offers what the rules allow, and what only waits for orders, with the reason', () => {
  expect(verbs(incident('reported'))).toEqual(['accept', 'reject'])
  expect(verbs(incident('accepted'))).toEqual(['resolve', 'void', 'recordOnly'])
  expect(verbs(incident('handling'))).toEqual(['resolve'])
  expect(verbs(incident('dispatched'))).toEqual([])
  const busy = incident('handling', { o: { status: 'on_scene', orgId: 'x', unitId: null } })
  expect(movesOf(busy)[0]!.refused).toEqual({ rejected: 'orders-open', detail: { no: 'WC-1', count: 1 } })
  expect(verbs(incident('resolved'))).toEqual(['review', 'rework'])
  expect(verbs(incident('reviewing'))).toEqual(['close', 'rework'])
  expect(verbs(incident('archived'))).toEqual([])
})
it('means reject or void by where the incident stands', () => {
  expect(moveByVerb('reject', incident('reported')).command).toBe('RejectIncident')
  expect(moveByVerb('reject', incident('accepted')).command).toBe('VoidIncident')
})
