/** Where a sign-in goes when nobody said, or said something else than a page of ours. */
const ENTER = '/enter'

/**
 * Where to go after signing in: `?to=` when it is a path of this origin, otherwise the way in. A link somebody else made must not
 * lead from our sign-in to a page of theirs, and browsers read `//host`, `/\host` and paths with line breaks in them as other hosts.
 */
export function wayBack(to: unknown, origin: string): string {
  // eslint-disable-next-line no-control-regex
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to) || /[\u0000-\u001f\u007f]/.test(to)) return ENTER
  let url: URL
  try {
    url = new URL(to, origin)
  } catch {
    return ENTER
  }
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//host` is a path of ours to the parser and another host to the next reader.
  if (url.origin !== origin || path.startsWith('//')) return ENTER
  return url.pathname === '/signin' ? ENTER : path
}
