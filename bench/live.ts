import { CITY } from '../scripts/prove/rig/city'
import { LiveRounds, STEADY_MS, SURGE_MS, type PhaseResult } from './liveRound'
import { openLiveStage, SEED, VIEWERS } from './liveStage'
import { compared, interleaved, percentile, plain, type Bench, type Figure } from './measure'

type Round = { steady: PhaseResult; surge: PhaseResult }
const CASES = ['steady', 'surge'] as const

const bench: Bench = {
  about: 'City-1 all at once before 100 viewers and a wall in Chromium: command, position and critical alert until they are painted.',
  async run(say) {
    const stage = await openLiveStage()
    try {
      say(`seed ${SEED}: ${CITY.units} units, ${CITY.incidents} open incidents, ${VIEWERS} viewers; each round ${STEADY_MS / 1000} s steady, then ${SURGE_MS / 1000} s surge`)
      const rounds = new LiveRounds(stage)
      const { round } = await interleaved({ round: () => rounds.round() }, { onRound: (n, r) => { for (const c of CASES) say(`round ${n} ${c}: ${line(r.round[c])}`) } })
      const v = await stage.viewers()
      say(`viewers: ${v.connected} of ${VIEWERS} connected, ${v.messages} messages, ${Math.round(v.megabytes)} MB, ${v.gaps} gaps, positions ${v.positions.join('–')}, CPU ${Math.round(v.cpuMs)} ms; failed position requests ${stage.feeds.failed}, positions not sent ${stage.feeds.skipped}`)
      if (v.connected < VIEWERS || v.gaps > 0) throw new Error('a viewer was lost or missed a change: the figures would be of another load')
      return figures(round)
    } finally {
      await stage.close()
    }
  },
}
export default bench

function line(p: PhaseResult): string {
  const spread = (name: string, all: readonly number[]) => `${name} p50 ${Math.round(percentile(all, 0.5))} p99 ${Math.round(percentile(all, 0.99))} (${all.length})`
  return `${[spread('command', p.command), spread('position', p.position), ...(p.alert.length > 0 ? [spread('critical', p.alert)] : []), spread('bare emit', p.baseline)].join(', ')} ms; `
    + `${p.changes} commands, ${p.positions} positions (${p.outOfView} probes out of view); server ${Math.round(p.serverCpu)} % of a core, ${Math.round(p.rssMb)} MB, loop p99 ${Math.round(p.loopP99)} ms; late frames ${p.lateFrames.toFixed(1)} %`
}

function figures(rounds: readonly Round[]): Figure[] {
  const of = (c: (typeof CASES)[number], fn: (p: PhaseResult) => number) => rounds.map((r) => fn(r[c]))
  const p99 = (all: readonly number[]) => percentile(all, 0.99)
  const p50 = (all: readonly number[]) => percentile(all, 0.5)
  const bench = 'live'
  return [
    ...CASES.flatMap((c) => [
      plain({ bench, metric: 'command_to_painted_p99', case: c, unit: 'ms', bar: '≤ 500' }, of(c, (p) => p99(p.command))),
      compared({ bench, metric: 'command_to_painted_p50_vs_bare_emit', case: c, unit: 'ms' }, of(c, (p) => p50(p.command)), of(c, (p) => p50(p.baseline))),
      plain({ bench, metric: 'position_to_painted_p99', case: c, unit: 'ms', bar: '≤ 1000' }, of(c, (p) => p99(p.position))),
    ]),
    plain({ bench, metric: 'critical_alert_p99_in_surge', unit: 'ms', bar: '≤ 500' }, of('surge', (p) => p99(p.alert))),
    ...CASES.flatMap((c) => [
      plain({ bench, metric: 'server_cpu', case: c, unit: '% of a core' }, of(c, (p) => p.serverCpu)),
      plain({ bench, metric: 'server_rss', case: c, unit: 'MB' }, of(c, (p) => p.rssMb)),
      plain({ bench, metric: 'server_loop_delay_p99', case: c, unit: 'ms' }, of(c, (p) => p.loopP99)),
    ]),
  ]
}
