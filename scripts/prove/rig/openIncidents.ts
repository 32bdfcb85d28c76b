import type { ServerProcess } from './serverProcess'

/** Open incidents of the reference city (City-1). */
export const CITY_INCIDENTS = 300

interface Answers { answers: { ok: boolean; answer?: Record<string, string> }[] }

let serial = 0
/** Says a list of commands at once; answers their answers. */
export const sayAll = async (server: ServerProcess, list: { type: string; body: object }[]): Promise<Answers['answers']> =>
  (await server.post<Answers>('/api/commands', { commands: list.map((c) => ({ v: 1, id: `city-${process.pid}-${++serial}`, ...c })) })).answers

/** Fills a server of Wucheng with so many open incidents, each with a text; answers their ids. */
export async function fillCity(server: ServerProcess, count = CITY_INCIDENTS): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const some = Math.min(100, count - ids.length)
    const reported = await sayAll(server, Array.from({ length: some }, (_, i) => ({
      type: 'ReportIncident',
      body: { kindId: 'residential-fire', placeText: `城北街道 ${ids.length + i + 1} 号`, text: '群众反映二层窗口冒烟，已疏散。'.repeat(20), source: '110', lon: 119.6 + i / 1000, lat: 29.1 },
    })))
    const made = reported.map((a) => a.answer?.incidentId ?? '')
    if (made.some((id) => id === '')) throw new Error('a report was refused')
    await sayAll(server, made.map((incidentId) => ({ type: 'AcceptIncident', body: { incidentId } })))
    ids.push(...made)
  }
  return ids
}
