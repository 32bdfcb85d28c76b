import { checkMove } from '@liandong/shared/incident/commands'
import type { IncidentState, IncidentStatus } from '@liandong/shared/incident/contract'
import { INCIDENT_NEXT, type IncidentDocument } from '@liandong/shared/incident/incident'
import type { Rejection } from '@liandong/shared/kernel/decider'

/** What a desk may do to an incident itself: its command, where it leads, its key and what it asks first. */
export interface IncidentMove {
  verb: 'accept' | 'resolve' | 'review' | 'close' | 'rework' | 'reject' | 'void' | 'recordOnly'
  command: string
  to: IncidentStatus
  key: string
  /** `nothing` goes at once, `sure` spells out its consequence first, `reason` also wants words. */
  asks: 'nothing' | 'sure' | 'reason'
}

export const INCIDENT_MOVES: readonly IncidentMove[] = [
  { verb: 'accept', command: 'AcceptIncident', to: 'accepted', key: 'A', asks: 'nothing' },
  { verb: 'resolve', command: 'ResolveIncident', to: 'resolved', key: 'S', asks: 'sure' },
  { verb: 'review', command: 'ReviewIncident', to: 'reviewing', key: 'V', asks: 'nothing' },
  { verb: 'close', command: 'CloseIncident', to: 'closed', key: 'C', asks: 'sure' },
  { verb: 'rework', command: 'ReworkIncident', to: 'handling', key: 'W', asks: 'reason' },
  { verb: 'reject', command: 'RejectIncident', to: 'rejected', key: 'X', asks: 'reason' },
  { verb: 'void', command: 'VoidIncident', to: 'voided', key: 'X', asks: 'reason' },
  { verb: 'recordOnly', command: 'RecordIncidentOnly', to: 'record_only', key: 'B', asks: 'reason' },
]

/** Why a move isn't possible now, by the server's own rule, or null. */
export function moveRefused(m: IncidentMove, i: IncidentDocument): Rejection | null {
  // What orders do by themselves isn't offered as a move: to work from the scene, and back when all were returned.
  const byOrders = (m.verb === 'rework' && i.status !== 'resolved' && i.status !== 'reviewing') || (m.verb === 'accept' && i.status !== 'reported')
  return byOrders ? { rejected: 'move-not-allowed', detail: { no: i.no, from: i.status, to: m.to } } : checkMove(i as IncidentState, m.to)
}

/** The moves that lie ahead of an incident: those possible now, and those that only wait for its orders. */
export function movesOf(i: IncidentDocument): { move: IncidentMove; refused: Rejection | null }[] {
  return INCIDENT_MOVES
    .filter((m) => INCIDENT_NEXT[i.status].includes(m.to))
    .map((move) => ({ move, refused: moveRefused(move, i) }))
    .filter((x) => x.refused === null || x.refused.rejected === 'orders-open')
}

/** The move a key means for this incident: `X` rejects what isn't accepted yet and voids what is. */
export const moveByVerb = (verb: IncidentMove['verb'], i: IncidentDocument): IncidentMove =>
  INCIDENT_MOVES.find((m) => m.verb === (verb === 'reject' && i.status !== 'reported' ? 'void' : verb))!
