import { createHash } from 'node:crypto'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Command } from '../../engine/types'
import type { PackRecord } from '../../packs/read'

const CHUNK = 400

/** Whether every field of the record is already what the pack says. */
function holds(read: StateReader, r: PackRecord): boolean {
  const state = read.get<Record<string, unknown>>(r.kind, r.id)
  return state !== undefined && Object.entries(r.after as object).every(([k, v]) => JSON.stringify(state[k]) === JSON.stringify(v))
}

/**
 * Brings the registries to what the pack says, through the door. Only what differs is written, in chunks whose
 * ids are made of their content, so that a restart half way repeats nothing. Answers how many were written.
 */
export async function installPack(records: readonly PackRecord[], read: StateReader, submit: (c: Command) => Promise<CommandAnswer>, position: number): Promise<number> {
  const missing = records.filter((r) => !holds(read, r))
  for (let i = 0; i < missing.length; i += CHUNK) {
    const body = { records: missing.slice(i, i + CHUNK) }
    const id = `pack-${position}-${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 24)}`
    const answer = await submit({ id, type: 'PutRecords', body, actor: { kind: 'system', id: 'pack' } })
    if (!answer.ok) throw new Error(`the pack was refused: ${JSON.stringify(answer)}`)
  }
  return missing.length
}
