import { ref, shallowRef } from 'vue'
import { isLogin } from '@liandong/shared/access/account'
import { sendJson } from '../../live/sendJson'
import { isReady } from './passwordMeter'
import { useAsking } from './useAsking'

/** What a link is for, as `POST /api/invite/look` says. */
export interface Invited {
  purpose: 'set-up' | 'enrol' | 'reset'
  login: string | null
  name: string | null
  secondFactor: 'enrol' | 'show' | 'none'
  expires: number
}

/** `failed`: the server couldn't be asked and may be again. */
export type SetupStage = 'no-link' | 'looking' | 'failed' | 'not-valid' | 'account' | 'authenticator' | 'codes' | 'done'

/** What sends somebody back to the first step. */
const OF_ACCOUNT = new Set(['password-too-short', 'password-too-common', 'login-taken', 'invalid-command'])

/** The steps from a link to an account: what it is for, name and password, authenticator, recovery codes. The secret stays in memory. */
export function useSetup() {
  const asking = useAsking()
  const stage = ref<SetupStage>('looking')
  const invited = shallowRef<Invited | null>(null)
  const begun = shallowRef<{ uri: string; secret: string } | null>(null)
  const recoveryCodes = shallowRef<string[]>([])
  const filled = ref({ login: '', name: '', password: '', again: '', code: '' })
  let token: string | null = null
  /** The sign-in name the authenticator's entry was made for. */
  let begunFor: string | null = null

  /** Nobody may begin anew with a link that no longer counts. */
  const gone = () => asking.no.value?.code === 'invite-not-valid' && ((stage.value = 'not-valid'), asking.clear(), true)

  async function look(): Promise<void> {
    if (token === null) return void (stage.value = 'no-link')
    stage.value = 'looking'
    const got = await asking.ask(() => sendJson<Invited>('POST', '/api/invite/look', { token }))
    if (got) {
      invited.value = got
      filled.value = { login: got.login ?? '', name: got.name ?? '', password: '', again: '', code: '' }
      stage.value = 'account'
    } else if (!gone()) stage.value = 'failed'
  }

  const login = () => (invited.value?.purpose === 'set-up' ? { login: filled.value.login } : {})
  function isAccountReady(): boolean {
    const f = filled.value
    return isReady(f.password, f.again) && (invited.value?.purpose !== 'set-up' || (isLogin(f.login) && f.name.trim() !== ''))
  }

  /** From name and password to the authenticator, or to the end where none is asked for. */
  async function next(): Promise<void> {
    if (!isAccountReady()) return
    if (invited.value?.secondFactor === 'none') return finish()
    if (invited.value?.secondFactor === 'enrol' && begunFor !== filled.value.login) {
      const got = await asking.ask(() => sendJson<{ uri: string; secret: string }>('POST', '/api/invite/second-factor', { token, ...login() }))
      if (!got) return void gone()
      begun.value = got
      begunFor = filled.value.login
    }
    stage.value = 'authenticator'
  }

  async function finish(): Promise<void> {
    const f = filled.value
    const named = invited.value?.purpose === 'set-up' ? { ...login(), name: f.name.trim() } : {}
    const body = { token, ...named, password: f.password, ...(f.code ? { code: f.code } : {}) }
    const got = await asking.ask(() => sendJson<{ recoveryCodes: string[] }>('POST', '/api/invite', body))
    if (!got) {
      if (gone()) return
      f.code = ''
      const code = asking.no.value?.code
      if (code === 'second-factor-not-begun') begunFor = null
      if (code !== undefined && (OF_ACCOUNT.has(code) || code === 'second-factor-not-begun')) stage.value = 'account'
      return
    }
    token = null
    begun.value = null
    filled.value = { ...f, password: '', again: '', code: '' }
    recoveryCodes.value = got.recoveryCodes
    stage.value = got.recoveryCodes.length > 0 ? 'codes' : 'done'
  }

  return {
    link: () => token,
    stage, invited, begun, recoveryCodes, filled, asking, isAccountReady, next, finish, look,
    open(link: string | null): Promise<void> {
      token = link
      begunFor = null
      begun.value = null
      asking.clear()
      return look()
    },
    back(): void {
      asking.clear()
      filled.value.code = ''
      stage.value = 'account'
    },
  }
}
