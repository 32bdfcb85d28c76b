/** What is asked of a proof; `rounds` only where the asker says so. */
export interface Asked {
  name: string
  rounds?: number
  seed: number
  tempo: number
  path?: string
}

/** Reads a proof's arguments; `wrong` says in one sentence what is not understood. */
export function readArguments(args: readonly string[], names: readonly string[]): Asked | { wrong: string } {
  const asked: Asked = { name: '', seed: 1, tempo: 4 }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') continue
    if (arg === '--path') {
      const path = args[++i] ?? ''
      if (!/^[\d:]+$/.test(path)) return { wrong: '--path wants the path that a red run printed.' }
      asked.path = path
      continue
    }
    const option = /^--(rounds|seed|tempo)$/.exec(arg)?.[1] as 'rounds' | 'seed' | 'tempo' | undefined
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
