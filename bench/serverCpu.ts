import type { ServerProcess } from '../scripts/prove/rig/serverProcess'

/** CPU seconds a built server has used since it started, by its own figures. */
export async function cpuOf(server: ServerProcess): Promise<number> {
  const text = await fetch(`http://127.0.0.1:${server.innerPort}/metrics`).then((r) => r.text())
  return Number(/^liandong_process_cpu_seconds_total (\S+)/m.exec(text)![1])
}
