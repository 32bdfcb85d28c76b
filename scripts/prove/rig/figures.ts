import { readFileSync } from 'node:fs'

/** The figures a server gave at one scrape. */
export class Figures {
  private readonly lines = new Map<string, number>()

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const at = line.lastIndexOf(' ')
      if (!line.startsWith('#') && at > 0) this.lines.set(line.slice(0, at).replace(/^liandong_/, ''), Number(line.slice(at + 1)))
    }
  }

  /** One figure by its name (and labels as they are printed); 0 where there is none. */
  of(name: string): number {
    return this.lines.get(name) ?? 0
  }

  /** Over all labels, or those whose line holds this text. */
  sum(name: string, holding = ''): number {
    let sum = 0
    for (const [line, value] of this.lines) if ((line === name || line.startsWith(`${name}{`)) && line.includes(holding)) sum += value
    return sum
  }

  /** By label text, for people. */
  by(name: string): string {
    return [...this.lines].filter(([line]) => line.startsWith(`${name}{`)).map(([line, n]) => `${/"([^"]*)"\}$/.exec(line)?.[1] ?? line} ${n}`).join(', ')
  }
}

/** Scrapes a server of this machine, by the port of its inner listener. */
export async function figuresOf(innerPort: number): Promise<Figures> {
  return new Figures(await (await fetch(`http://127.0.0.1:${innerPort}/metrics`)).text())
}

/** Resident memory of a process in MB, as the system counts it. */
export const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}
