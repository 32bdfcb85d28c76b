import { shallowRef, type ShallowRef } from 'vue'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { Live } from './api'

/** What became of a wish that isn't simply done: on its way, refused in a code, or failed with a number. */
export type SendState =
  | { state: 'sending' }
  | { state: 'rejected'; code: string; detail: Record<string, string | number> }
  | { state: 'fault'; fault: string; again(): void }

export interface SendOptions {
  ttlMs?: number
  /** Kept by the caller so that a page loaded anew sends the same wish, not a second one. */
  id?: string
}

export interface Sending {
  /** By slot: the row or form that wishes. Nothing there means nothing is under way. */
  states: Readonly<ShallowRef<ReadonlyMap<string, SendState>>>
  /** Sends and answers once it is known. A slot that is sending already answers null: nobody sends twice by leaning on a key. */
  send(slot: string, type: string, body: object, options?: SendOptions): Promise<CommandAnswer | null>
  /** Forgets a refusal or gives up a fault. */
  dismiss(slot: string): void
}

/**
 * Commands by slot, without optimism: a slot is `sending` until the door answers. After a fault the same wish
 * goes again under the same id; the promise waits for that, so that a chain of commands goes on from there.
 */
export function createSending(submit: Live['submit'], newId: () => string): Sending {
  const states = shallowRef<ReadonlyMap<string, SendState>>(new Map())
  const givenUp = new Map<string, () => void>()

  function set(slot: string, state: SendState | null): void {
    const next = new Map(states.value)
    if (state) next.set(slot, state)
    else next.delete(slot)
    states.value = next
  }

  async function attempt(slot: string, type: string, body: object, id: string, options: SendOptions): Promise<CommandAnswer> {
    set(slot, { state: 'sending' })
    const answer: CommandAnswer = await submit(type, body, { ...options, id }).catch((e: unknown): CommandAnswer => ({ ok: false, fault: e instanceof Error ? e.message : String(e) }))
    if (answer.ok) set(slot, null)
    else if ('rejected' in answer) set(slot, { state: 'rejected', code: answer.rejected, detail: answer.detail })
    else {
      return new Promise((resolve) => {
        const again = () => { givenUp.delete(slot); resolve(attempt(slot, type, body, id, options)) }
        givenUp.set(slot, () => resolve(answer))
        set(slot, { state: 'fault', fault: answer.fault, again })
      })
    }
    return answer
  }

  return {
    states,
    async send(slot, type, body, options = {}) {
      if (states.value.get(slot)?.state === 'sending') return null
      givenUp.get(slot)?.()
      givenUp.delete(slot)
      return attempt(slot, type, body, options.id ?? newId(), options)
    },
    dismiss(slot) {
      if (states.value.get(slot)?.state === 'sending') return
      givenUp.get(slot)?.()
      givenUp.delete(slot)
      set(slot, null)
    },
  }
}
