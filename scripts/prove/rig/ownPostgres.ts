import { mkdirSync } from 'node:fs'
import { silentLog } from '../../../server/src/platform/log'
import { accountForPostgres, findBinaries } from '../../../server/src/platform/postgresBinaries'
import { placesIn, prepareCluster } from '../../../server/src/platform/postgresFolder'
import { endLeftovers, startPostmaster, type Postmaster } from '../../../server/src/platform/postmaster'
import { processesIn, signal } from '../../../server/src/platform/processes'
import { runOnce, siblingUrl } from '../../../server/src/platform/testing/cluster'

/** A PostgreSQL of the proof's own, in its own folder, that can be killed and started again on its port. It syncs as in production. */
export interface OwnPostgres {
  /** Makes an empty database; answers its URL. */
  create(name: string): Promise<string>
  start(): Promise<void>
  /** SIGKILL to the postmaster; its backends notice and follow. */
  kill(): Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
}

/** Makes a cluster under an empty folder that any user may reach, and starts it. */
export async function ownPostgres(folder: string): Promise<OwnPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const places = placesIn(folder)
  const [binaries, account, log] = [await findBinaries(), accountForPostgres(), silentLog()]
  const password = await prepareCluster(places, binaries, account, false)
  let running: Postmaster = await startPostmaster({ binaries, cluster: places.cluster, account, log })
  const { port } = running
  const url = `postgres://liandong:${password}@127.0.0.1:${port}/postgres`
  return {
    async create(name) {
      await runOnce(url, `create database "${name}"`)
      return siblingUrl(url, name)
    },
    async start() {
      await endLeftovers(places.cluster, log)
      running = await startPostmaster({ binaries, cluster: places.cluster, account, log, port })
    },
    async kill() {
      signal(running.pid, 'SIGKILL')
      await running.ended
    },
    async stop() {
      await running.stop()
      for (const pid of processesIn(places.cluster)) signal(pid, 'SIGKILL')
    },
  }
}
