export interface SimulateArgs {
  url: string
  seed: number
  /** Scenario seconds per real second, or null to leave the server's clock alone. */
  tempo: number | null
  /** File with the feeds' tokens, for a server that isn't on this machine. */
  tokens: string | null
  /** File with the cookie of a seat, for a server that isn't a demonstration. */
  session: string | null
}

/** A command line that can't be used, in one sentence. */
export class BadArgs extends Error {
  readonly plain = true
}

const USAGE = 'npm run simulate -- --url URL [--seed N] [--tempo 1..60] [--tokens FILE] [--session FILE]'
const KNOWN = ['--url', '--seed', '--tempo', '--tokens', '--session']

export function readArgs(argv: readonly string[]): SimulateArgs {
  const values = new Map<string, string>()
  const rest = argv.filter((a) => a !== '--')
  for (let i = 0; i < rest.length; i += 2) {
    const name = rest[i]!
    const value = rest[i + 1]
    if (!KNOWN.includes(name) || value === undefined) throw new BadArgs(`Not understood: ${name}. ${USAGE}`)
    values.set(name, value)
  }
  const url = (values.get('--url') ?? 'http://127.0.0.1:8080').replace(/\/$/, '').replace('//localhost', '//127.0.0.1')
  const seed = Number(values.get('--seed') ?? 7)
  const tempo = values.has('--tempo') ? Number(values.get('--tempo')) : null
  if (!/^https?:\/\/.+/.test(url)) throw new BadArgs('--url must begin with http:// or https://.')
  if (!Number.isInteger(seed) || seed < 0) throw new BadArgs('--seed must be a whole number, 0 or more.')
  if (tempo !== null && !(tempo >= 1 && tempo <= 60)) throw new BadArgs('--tempo must be from 1 to 60.')
  return { url, seed, tempo, tokens: values.get('--tokens') ?? null, session: values.get('--session') ?? null }
}
