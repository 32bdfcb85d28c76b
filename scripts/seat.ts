import { readFile } from 'node:fs/promises'

/**
 * Takes a seat in a demonstration as somebody of its cast; answers the text of the `Cookie` header. Throws where there is no such
 * persona, or no demonstration.
 */
export async function demoSeat(url: string, persona = 'desk'): Promise<string> {
  const answer = await fetch(`${url}/demo/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ persona }) })
  const [cookie] = answer.headers.getSetCookie()
  if (!answer.ok || cookie === undefined) throw Object.assign(new Error(`No seat as ${persona} at ${url}: ${answer.status} ${await answer.text()}`), { plain: true })
  return cookie.split(';')[0]!
}

/** A seat somebody has taken with a browser: a file that holds the text of its `Cookie` header, `__Host-liandong=…`. */
export const seatFrom = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()

/** How a page of the server's own asks from a seat: a cookie that doesn't say where it comes from is refused. */
export const fromSeat = (cookie: string): { cookie: string; 'sec-fetch-site': string } => ({ cookie, 'sec-fetch-site': 'same-origin' })
