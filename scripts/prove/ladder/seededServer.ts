import { alertDeciders } from '@liandong/shared/alert/alert'
import type { AlertState } from '@liandong/shared/alert/contract'
import type { StateReader } from '@liandong/shared/kernel/decider'
import type pg from 'pg'
import { readConfig } from '../../../server/src/config'
import type { Engine } from '../../../server/src/engine/engine'
import { Jobs } from '../../../server/src/engine/jobs'
import { failPoint } from '../../../server/src/platform/failPoint'
import { newId } from '../../../server/src/platform/ids'
import { announcement, startServer } from '../../../server/src/server'
import type { Design } from './designs'

interface Job {
  id: string
  type: string
  body: string
}

/** What the designs touch of the real jobs; all else stays as it is. */
interface JobsInside {
  parts: { pool: pg.Pool; engine: Engine }
  run(job: Job): Promise<void>
}

const send = (jobs: JobsInside, job: Job, id: string) =>
  jobs.parts.engine.submit({ id, type: job.type, body: JSON.parse(job.body), actor: { kind: 'system', id: 'jobs' } })
const mark = (jobs: JobsInside, job: Job) => jobs.parts.pool.query('delete from job where id = $1', [job.id])

const RUN: Record<Design, JobsInside['run']> = {
  'mark-then-send': async function (this: JobsInside, job) {
    await mark(this, job)
    failPoint('job.removed')
    await send(this, job, job.id)
  },
  'send-then-mark': async function (this: JobsInside, job) {
    await send(this, job, `${job.id}:${newId()}`)
    failPoint('job.answered')
    await mark(this, job)
  },
}

/** The rule that takes no step twice is a key as well: without a key means without it too. */
function forgetSteps(): void {
  const escalate = alertDeciders.find((d) => d.type === 'EscalateAlert')!
  const decide = escalate.decide
  escalate.decide = (read, body, context) => decide(forgetful(read), body as never, context)
}

const forgetful = (read: StateReader): StateReader => Object.create(read, {
  get: { value: (kind: string, id: string) => {
    const state = read.get<AlertState>(kind, id)
    return kind === 'alert' && state ? { ...state, taken: [] } : state
  } },
}) as StateReader

const design = process.env.SEEDED_DESIGN as Design
;(Jobs.prototype as unknown as JobsInside).run = RUN[design]
if (design === 'send-then-mark') forgetSteps()
const running = await startServer(readConfig(process.env))
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)))
process.stderr.write(announcement(running))
