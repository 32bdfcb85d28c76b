/** What a proof is asked to do, and where it may write. */
export interface ProofParts {
  /** How often; each proof says in `about` what one round is. */
  rounds: number
  /** Of the first round; each later one has the next. */
  seed: number
  /** How many times faster than real time everything waits, where a proof's waits can be shortened. */
  tempo: number
  /** Replays what a red run printed with its seed, and nothing else; for proofs that shrink. */
  path?: string
  /** An empty folder of its own, removed afterwards. Any user may pass through it. */
  folder: string
  say(text: string): void
}

/** What `scripts/prove/NAME/proof.ts` exports as default. */
export interface Proof {
  /** One sentence: what is promised. */
  about: string
  /** Rounds of a full run, unless asked otherwise. */
  rounds: number
  /** Answers whether it holds and every seeded fault was caught; says its figures on the way. */
  run(p: ProofParts): Promise<boolean>
}
