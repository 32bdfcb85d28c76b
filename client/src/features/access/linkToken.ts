/** A link's secret as it stands behind `#`. */
const TOKEN = /^#([A-Za-z0-9_-]{43})$/

interface Bar {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState' | 'state'>
}

/**
 * Takes a link's secret out of the address bar, so that neither history, nor a bookmark, nor whoever looks over a shoulder keeps it.
 * Null where there is none. What stands behind `#` never went to any server; from here on it goes in bodies only.
 */
export function takeLinkToken({ location, history }: Bar = window): string | null {
  const token = TOKEN.exec(location.hash)?.[1] ?? null
  if (location.hash !== '') history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return token
}
