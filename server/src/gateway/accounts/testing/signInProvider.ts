import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export const CLIENT = { clientId: 'liandong', clientSecret: 'a secret between the two of us', redirectUri: 'http://localhost/provider' }

/** A real OpenID provider on this machine, in which anybody is whoever it says. */
export async function openSignInProvider(): Promise<{ issuer: string; stop(): Promise<void> }> {
  const http = createServer()
  await new Promise<void>((r) => http.listen(0, '127.0.0.1', r))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [CLIENT.redirectUri], application_type: 'native' }],
    pkce: { required: () => true },
    cookies: { keys: ['x'] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  http.on('request', provider.callback())
  return { issuer, stop: () => new Promise((r) => { http.close(() => r()); http.closeAllConnections() }) }
}

/** Signs in over there as somebody, as a browser would; answers the query it is sent back to us with. */
export async function signInThere(url: string, subject: string): Promise<string> {
  const jar = new Map<string, string>()
  const go = async (to: string, form?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(to, {
      redirect: 'manual', headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') }, ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const c of answer.headers.getSetCookie()) {
      const [name, value] = c.split(';')[0]!.split(/=(.*)/s)
      jar.set(name!, value!)
    }
    return answer
  }
  let answer = await go(url)
  for (let step = 0; step < 20; step++) {
    const to = answer.headers.get('location')
    if (to?.startsWith(CLIENT.redirectUri)) return new URL(to).search
    if (to) answer = await go(new URL(to, url).href)
    else {
      const page = await answer.text()
      const action = /action="([^"]+)"/.exec(page)?.[1]
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1]
      if (!action || !prompt) throw new Error(`the provider's page has no form: ${page.slice(0, 200)}`)
      answer = await go(new URL(action, url).href, { prompt, login: subject, password: 'any' })
    }
  }
  throw new Error('the provider never sent the browser back')
}
