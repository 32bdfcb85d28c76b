import type pg from 'pg'
import * as oidc from 'openid-client'
import type { AccountCode } from '@liandong/shared/access/account'
import type { Instant, Rejection, StateReader } from '@liandong/shared/kernel/decider'
import type { PersonState } from '@liandong/shared/person/contract'
import type { Cipher } from '../../platform/cipher'
import type { Book } from './book'
import { bind, personOf, type Identity } from './identities'
import { findInvite } from './inviteTable'

export interface ProviderConfig {
  /** What the button says. */
  name: string
  /** `https:` address under which the provider publishes what it is; plain HTTP only for one on this machine. */
  issuer: string
  clientId: string
  clientSecret: string
  /** Where the provider sends the browser back to: the page `/provider` of this installation. */
  redirectUri: string
  /** The strength of sign-in asked for, as the provider calls it (`acr`); a weaker one is refused. */
  acr?: string | undefined
}

export interface ProviderParts {
  config: ProviderConfig
  pool: pg.Pool
  cipher: Cipher
  read: StateReader
  now(): Instant
  book: Book
  /** For tests that change what the provider says on its way. */
  fetch?: typeof fetch
}

export type Provider = ReturnType<typeof openProvider>

/**
 * What a browser takes along to the provider and back, sealed in a cookie: strangers who only begin fill no table. What was used once
 * the provider itself refuses (its code counts once), and so does an invitation.
 */
interface Trip { state: string; nonce: string; verifier: string; invite: string | null; ends: Instant }

/** Time to sign in over there, with a second factor. */
export const TRIP_FOR_MS = 10 * 60_000
const TRIP = 'provider trip'
const REFUSED: Rejection<AccountCode> = { rejected: 'sign-in-refused' }
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/

/** Signing in at another provider: authorization code with PKCE, state, nonce; the code comes back to a page and is posted from there. */
export function openProvider(p: ProviderParts) {
  const { config } = p
  let known: Promise<oidc.Configuration> | null = null

  /** What the provider publishes, asked once; after a failure again. */
  function discovered(): Promise<oidc.Configuration> {
    known ??= discover().catch((e: unknown) => {
      known = null
      throw e
    })
    return known
  }
  const discover = () => oidc.discovery(new URL(config.issuer), config.clientId, { redirect_uris: [config.redirectUri] }, oidc.ClientSecretBasic(config.clientSecret), {
    timeout: 10, ...(p.fetch ? { [oidc.customFetch]: p.fetch as never } : {}),
    // The signature too, though the token comes over our own connection: whoever stands in it has no key of the provider's.
    execute: [oidc.enableNonRepudiationChecks, ...(LOOPBACK.test(config.issuer) ? [oidc.allowInsecureRequests] : [])],
  })

  function opened(sealed: string): Trip | null {
    try {
      return JSON.parse(p.cipher.open(sealed, TRIP)) as Trip
    } catch {
      return null
    }
  }

  /** Who came back, after everything the provider says was checked: signature, issuer, audience, times, nonce, and the code's own verifier. */
  async function identityOf(trip: Trip, query: string): Promise<Identity> {
    const back = new URL(config.redirectUri)
    back.search = query
    const tokens = await oidc.authorizationCodeGrant(await discovered(), back, {
      expectedState: trip.state, expectedNonce: trip.nonce, pkceCodeVerifier: trip.verifier, idTokenExpected: true,
    })
    const claims = tokens.claims()!
    if (config.acr !== undefined && claims.acr !== config.acr) throw new Error('weaker than asked for')
    return { issuer: claims.iss, subject: claims.sub }
  }

  return {
    name: config.name,

    /**
     * Where to send a browser, and its trip for a cookie. With the secret of an invitation, whoever comes back is bound to
     * the person it is for; null when that is not valid.
     */
    async begin(invite?: string): Promise<{ url: string; trip: string } | null> {
      const i = invite === undefined ? null : await findInvite(p.pool, p.now(), invite)
      if (invite !== undefined && (!i || i.purpose === 'set-up')) return null
      const c = await discovered()
      const trip: Trip = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), invite: invite ?? null, ends: p.now() + TRIP_FOR_MS }
      const url = oidc.buildAuthorizationUrl(c, {
        redirect_uri: config.redirectUri, scope: 'openid', state: trip.state, nonce: trip.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(trip.verifier), code_challenge_method: 'S256', ...(config.acr ? { acr_values: config.acr } : {}),
      })
      return { url: url.href, trip: p.cipher.seal(JSON.stringify(trip), TRIP) }
    },

    /** Who came back with this query (`?code=…&state=…`) on this trip. Everything wrong is the one "no". */
    async finish(sealed: string | null, query: string, address: string): Promise<{ person: string } | Rejection<AccountCode>> {
      const refuse = (person: string | null, why: string) => {
        p.book.signInRefused({ person, address }, `provider: ${why}`)
        return REFUSED
      }
      const trip = sealed === null ? null : opened(sealed)
      if (!trip || trip.ends <= p.now()) return refuse(null, 'no trip')
      let who: Identity
      try {
        who = await identityOf(trip, query)
      } catch (e) {
        return refuse(null, (e as { code?: string }).code ?? 'not valid')
      }
      if (trip.invite !== null) {
        const i = await findInvite(p.pool, p.now(), trip.invite)
        const bound = i !== null && (await bind(p.pool, who, i, p.now()).catch(takenIsNone))
        p.book.inviteUsed({ person: i?.person ?? null, address }, i?.purpose ?? '', bound ? null : 'invite-not-valid')
        if (!bound) return { rejected: 'invite-not-valid' }
      }
      const person = await personOf(p.pool, who)
      if (person === null) return refuse(null, 'unknown identity')
      return p.read.get<PersonState>('person', person)?.active ? { person } : refuse(person, 'out-of-service')
    },
  }
}

/** Two invitations at the same instant for the same identity: one of them is refused. */
function takenIsNone(e: Error & { code?: string }): false {
  if (e.code === '23505') return false
  throw e
}
