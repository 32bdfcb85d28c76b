const two = (n: number) => String(n).padStart(2, '0')

/** A time to the second in this machine's zone, for pages without a live picture; the heading says which zone. Everything is kept and exported in UTC. */
export function timeText(at: number): { day: string; time: string } {
  const d = new Date(at)
  return { day: `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`, time: `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}` }
}

/** A moment as people plan by it: day and minute, in the same zone. */
export function momentText(at: number): string {
  const { day, time } = timeText(at)
  return `${day} ${time.slice(0, 5)}`
}

/** The zone of the times shown, such as `UTC+8`. */
export function zoneText(minutes = -new Date().getTimezoneOffset()): string {
  if (minutes === 0) return 'UTC'
  const part = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${part ? `:${two(part)}` : ''}`
}
