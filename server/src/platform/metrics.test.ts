import { expect, it } from 'vitest'
import { openMetrics } from './metrics'

it('writes figures in the text format, one registry each', async () => {
  const metrics = openMetrics({ processFigures: false })
  metrics.counter('commands_total', 'Commands answered', ['outcome']).inc({ outcome: 'accepted' })
  metrics.counter('commands_total', 'Commands answered', ['outcome']).inc({ outcome: 'accepted' }, 2)
  let sockets = 4
  metrics.gauge('sockets', 'Open sockets', [], (gauge) => gauge.set(sockets))
  metrics.histogram('commit_seconds', 'Time of a commit').observe(0.003)
  sockets = 5
  const text = await metrics.text()
  expect(text).toContain('liandong_commands_total{outcome="accepted"} 3')
  expect(text).toContain('liandong_sockets 5')
  expect(text).toContain('liandong_commit_seconds_bucket{le="0.005"} 1')
  expect(await openMetrics({ processFigures: false }).text()).not.toContain('commands')
})
