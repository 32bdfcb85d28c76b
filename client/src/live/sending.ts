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
  /**
   * Sends and answers once it is known. The same wish while it is under way answers null: nobody sends twice by
   * leaning on a key. Another wish of the same slot waits its turn, so that quick keys keep their order.
   */
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
  const under = new Map<string, { types: Set<string>; tail: Promise<unknown> }>()

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
      const id = options.id ?? newId()
      const before = under.get(slot)
      if (states.value.get(slot)?.state === 'sending' && before) {
        if (before.types.has(type)) return null
        before.types.add(type)
        const next = before.tail.then(() => attempt(slot, type, body, id, options))
        before.tail = next
        return next
      }
      givenUp.get(slot)?.()
      givenUp.delete(slot)
      const answer = attempt(slot, type, body, id, options)
      const mine = { types: new Set([type]), tail: answer as Promise<unknown> }
      under.set(slot, mine)
      void answer.then(() => mine.types.delete(type))
      return answer
    },
    dismiss(slot) {
      if (states.value.get(slot)?.state === 'sending') return
      givenUp.get(slot)?.()
      givenUp.delete(slot)
      set(slot, null)
    },
  }
}
