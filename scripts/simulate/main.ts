import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clockText } from '@liandong/shared/kernel/time'
import { sceneOf } from '../../server/src/features/demo/scene'
import { readPack } from '../../server/src/packs/read'
import { PACKS } from '../packs/files'
import { readArgs } from './args'
import { Picture } from './picture'
import { Roads, type StreetFile } from './roads'
import { SimulatedServer } from './server'
import { World, type Step } from './world'

const say = (text: string) => process.stderr.write(`${text}\n`)

/** Real milliseconds between steps: a second at tempo 1, less when scenario time runs so fast that contracts would break. */
const stepMs = (rate: number) => Math.max(150, Math.min(1000, 10_000 / Math.max(1, rate)))

async function main(): Promise<void> {
  const args = readArgs(process.argv.slice(2))
  const picture = new Picture()
  const server = new SimulatedServer(args.url, picture, () => performance.now())
  const { district } = await server.open(args)
  const pack = readPack(PACKS, district)
  const streets = pack.district.layers.find((l) => l.id === 'streets')
  if (!pack.simulation || !streets) throw Object.assign(new Error(`The pack ${district} has no simulation: there is nothing to simulate.`), { plain: true })
  const scene = sceneOf(pack)
  const roads = new Roads(JSON.parse(readFileSync(join(pack.mapDir, streets.file), 'utf8')) as StreetFile)
  await server.follow((why) => say(`The line to the server is gone (${why}); trying again.`))
  if (args.tempo !== null) await server.setTempo(args.tempo)
  const world = new World(scene, roads, picture, args.seed, server.now())
  say(`Simulating ${district} from ${clockText(server.now(), scene.zone)}, seed ${args.seed}, tempo ${server.rate}.`)
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => (isStopping = true))
  while (!isStopping) {
    const began = performance.now()
    if (server.ready) await carryOut(world.step(server.now()), server).catch((e: unknown) => say(`A step was lost: ${(e as Error).message}`))
    await new Promise((resolve) => setTimeout(resolve, Math.max(20, stepMs(server.rate) - (performance.now() - began))))
  }
  server.close()
}

/** Refusals that only say that a person was quicker. */
const EXPECTED = new Set(['unit-not-available', 'order-step-not-allowed', 'move-not-allowed', 'incident-closed', 'incident-not-accepted', 'unit-on-order', 'status-unchanged', 'orders-open'])

async function carryOut(step: Step, server: SimulatedServer): Promise<void> {
  for (const note of step.notes) say(note)
  const sent = Promise.all([...step.positions].map(([source, positions]) => server.positions(source, positions)))
  // It may fail while the wishes are still under way; it is told of below.
  sent.catch(() => undefined)
  for (const { wish, answer } of await server.give(step.wishes)) {
    if (!answer.ok && !('rejected' in answer && EXPECTED.has(answer.rejected))) say(`${wish.type} ${wish.id} was refused: ${JSON.stringify(answer)}`)
  }
  for (const { quarantined } of await sent) {
    if (Object.keys(quarantined).length > 0) say(`positions in quarantine: ${JSON.stringify(quarantined)}`)
  }
}

main().catch((e: unknown) => {
  say((e as { plain?: boolean }).plain ? (e as Error).message : String((e as Error).stack ?? e))
  process.exit(1)
})
