import { ReadError } from './readJson'

const PATIENCE_MS = 20_000

/** Sends JSON to a door of this page's own server and reads its JSON. Throws `ReadError` as `readJson` does; `detail` is the server's. */
export async function sendJson<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(path, {
      method, signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
    })
  } catch (cause) {
    throw new ReadError(0, cause instanceof Error ? cause.name : 'unreachable', path)
  }
  const got: unknown = answer.status === 204 ? {} : await answer.json().catch(() => null)
  if (answer.ok) return got as T
  const { rejected, detail } = (got ?? {}) as { rejected?: unknown; detail?: Record<string, string | number> }
  throw Object.assign(new ReadError(answer.status, typeof rejected === 'string' ? rejected : `http-${answer.status}`, path), { detail: detail ?? {} })
}
