import type { ContactGiven, SealedItem } from '@liandong/shared/seal/contract'

/** What a caller left, while it is being typed: in this page's memory only, never in a draft that is kept. */
export interface CallerTyped {
  contact: string
  name: string
}

export const emptyCaller = (): CallerTyped => ({ contact: '', name: '' })

const SHORTEST = 3

/** Whether a number was begun and is too short to be one. */
export const tooShort = (c: CallerTyped): boolean => c.contact.trim().length < SHORTEST && (c.contact.trim() !== '' || c.name.trim() !== '')

/** The body for the door, or null when there is nothing to seal. A name alone calls nobody back and is not kept. */
export function contactBody(c: CallerTyped): ContactGiven | null {
  const [contact, name] = [c.contact.trim(), c.name.trim()]
  if (contact.length < SHORTEST) return null
  return { contact, ...(name ? { name } : {}) }
}

/** How long an opened text stays on the screen. */
export const SHOWN_MS = 60_000

type Post = (path: string, body: object) => Promise<unknown>

/** Seals what a caller left about an incident. Sent again after a lost answer it has one effect. */
export const sealContact = (post: Post, incidentId: string, body: ContactGiven) =>
  post(`/api/incidents/${encodeURIComponent(incidentId)}/contact`, body) as Promise<{ sealed: SealedItem[] }>

/** Opens one sealed text for a reason. */
export const openSealed = (post: Post, ref: string, reason: string) =>
  post(`/api/sealed/${encodeURIComponent(ref)}/open`, { reason }) as Promise<{ text: string }>
