/** What a proof is asked to do. */
export interface Asked {
  name: string
  rounds: number
  /** Of the first round; each later one has the next. */
  seed: number
  /** How many times faster than real time everything waits. */
  tempo: number
}

const DEFAULTS = { rounds: 30, seed: 1, tempo: 4 }

/** Reads a proof's arguments; `wrong` says in one sentence what is not understood. */
export function readArguments(args: readonly string[], names: readonly string[]): Asked | { wrong: string } {
  const asked = { name: '', ...DEFAULTS }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') continue
    const option = /^--(rounds|seed|tempo)$/.exec(arg)?.[1] as keyof typeof DEFAULTS | undefined
    if (option) {
      const value = Number(args[++i])
      if (!(value > 0) || (option !== 'tempo' && !Number.isInteger(value))) return { wrong: `${arg} wants a number above 0.` }
      asked[option] = value
    } else if (arg.startsWith('-') || asked.name) return { wrong: `${arg} is not understood.` }
    else asked.name = arg
  }
  if (!names.includes(asked.name)) return { wrong: asked.name ? `There is no proof ${asked.name}.` : 'Say what to prove.' }
  return asked
}
