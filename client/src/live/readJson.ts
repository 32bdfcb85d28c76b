const PATIENCE_MS = 20_000

/** A read that failed: `status` 0 when no answer came at all. `code` is the server's, where it gave one. */
export class ReadError extends Error {
  override readonly name = 'ReadError'
  constructor(readonly status: number, readonly code: string, path: string) {
    super(`${path}: ${code}`)
  }
}

/** GETs a JSON resource. Throws `ReadError` for anything but a success with JSON. */
export async function readJson<T>(url: URL): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (cause) {
    throw new ReadError(0, cause instanceof Error ? cause.name : 'unreachable', url.pathname)
  }
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) {
    const code = (body as { rejected?: unknown } | null)?.rejected
    throw new ReadError(answer.status, typeof code === 'string' ? code : `http-${answer.status}`, url.pathname)
  }
  if (body === null) throw new ReadError(answer.status, 'not-json', url.pathname)
  return body as T
}
