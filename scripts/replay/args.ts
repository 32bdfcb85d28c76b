export interface ReplayArgs {
  calls: string
  tracks: string | null
  speed: number
  url: string
  json: boolean
  run: string
}

/** A command line that can't be used, in one sentence. */
export class BadArgs extends Error {
  readonly plain = true
}

const USAGE = 'npm run replay -- --calls FILE [--tracks FILE] --speed N --url URL [--run NAME] [--json]'

/** Reads the command line. `run` names the commands, so that the same run resent has one effect. */
export function readArgs(argv: readonly string[], freshRun: () => string): ReplayArgs {
  const values = new Map<string, string>()
  let json = false
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i]!
    if (a === '--') continue
    if (a === '--json') { json = true; continue }
    const value = argv[i + 1]
    if (!['--calls', '--tracks', '--speed', '--url', '--run'].includes(a) || value === undefined) throw new BadArgs(`Not understood: ${a}. ${USAGE}`)
    values.set(a, value)
    i++
  }
  const calls = values.get('--calls')
  const url = values.get('--url') ?? 'http://127.0.0.1:8080'
  const speed = Number(values.get('--speed') ?? 60)
  if (!calls) throw new BadArgs(`Say which calls to replay. ${USAGE}`)
  if (!(speed > 0 && speed <= 3600)) throw new BadArgs('--speed must be over 0 and at most 3600.')
  if (!/^https?:\/\/.+/.test(url)) throw new BadArgs('--url must begin with http:// or https://.')
  return { calls, tracks: values.get('--tracks') ?? null, speed, url: url.replace(/\/$/, '').replace('//localhost', '//127.0.0.1'), json, run: values.get('--run') ?? freshRun() }
}
