/** Set where a build is made: `false` in the server that is shipped, `true` in the one that proofs kill. Absent from source. */
declare const __FAIL_POINTS__: boolean

/**
 * Whether this build has fail-points. Every call stands behind it (`if (FAIL_POINTS) failPoint(…)`), so that the shipped
 * server holds neither the calls nor their names.
 */
export const FAIL_POINTS: boolean = typeof __FAIL_POINTS__ !== 'undefined' && __FAIL_POINTS__

/** Where a proof may end or stop the server: around each commit, each answer, each live change and each job. */
export const FAIL_POINT_NAMES = [
  // The commit's statement is about to be sent; is sent and not answered; is answered and not yet in memory; is in memory and told.
  'commit.before', 'commit.sent', 'commit.done', 'commit.told',
  // A command's answer is known and about to leave.
  'answer.before',
  // Changes are about to go to the screens; have gone.
  'changes.before', 'changes.after',
  // A due job is claimed; its command is answered and its row still there; its row is gone.
  'job.claimed', 'job.answered', 'job.removed',
] as const
export type FailPointName = (typeof FAIL_POINT_NAMES)[number]

/** What happens: SIGKILL or SIGSTOP to this very process. */
const ACTIONS = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const

const armed = new Map<string, { left: number; signal: NodeJS.Signals }>()

/**
 * Arms fail-points from a text such as `commit.sent:kill@7,job.claimed:stop@1`: at the seventh pass of `commit.sent` the
 * process kills itself. Throws on what it doesn't understand: a proof that hurts nothing proves nothing.
 */
export function armFailPoints(text: string | undefined): void {
  armed.clear()
  for (const one of text?.split(',').filter(Boolean) ?? []) {
    const [, name, action, n] = /^([a-z.]+):(kill|stop)@([1-9]\d*)$/.exec(one.trim()) ?? []
    if (!name || !(FAIL_POINT_NAMES as readonly string[]).includes(name)) throw new Error(`FAIL_POINTS: "${one}" is no name:kill@n or name:stop@n`)
    armed.set(name, { left: Number(n), signal: ACTIONS[action as keyof typeof ACTIONS] })
  }
}

/** Passes a fail-point; what is armed for this pass happens before it returns. */
export function failPoint(name: FailPointName): void {
  const at = armed.get(name)
  if (at && --at.left === 0) process.kill(process.pid, at.signal)
}

// Read here and not in the settings: the shipped server must not even know the variable.
if (FAIL_POINTS) armFailPoints(process.env.FAIL_POINTS)
