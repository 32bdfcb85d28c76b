import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The server's figures for `/metrics`, each named `liandong_<name>`. A name asked for twice is the same figure. */
export interface Metrics {
  counter(name: string, help: string, labels?: string[]): Counter
  /** `collect` is asked at each scrape, so that a gauge needs no timer. */
  gauge(name: string, help: string, labels?: string[], collect?: (gauge: Gauge) => void): Gauge
  /** Buckets in the unit of the name: by default seconds from 1 ms to 10 s. */
  histogram(name: string, help: string, labels?: string[], buckets?: number[]): Histogram
  /** Prometheus text format. */
  text(): Promise<string>
  contentType: string
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Opens an own registry (tests open as many as they like) with the process figures in it unless told otherwise. */
export function openMetrics({ processFigures = true } = {}): Metrics {
  const registry = new Registry()
  if (processFigures) collectDefaultMetrics({ register: registry, prefix: 'liandong_' })
  const made = new Map<string, Counter | Gauge | Histogram>()
  const once = <M extends Counter | Gauge | Histogram>(name: string, make: (full: string) => M): M => {
    const known = made.get(name)
    if (known) return known as M
    const metric = make(`liandong_${name}`)
    made.set(name, metric)
    return metric
  }
  const base = (name: string, help: string, labels: string[] = []) => ({ name, help, labelNames: labels, registers: [registry] })
  return {
    counter: (name, help, labels) => once(name, (full) => new Counter(base(full, help, labels))),
    gauge: (name, help, labels, collect) => once(name, (full) => new Gauge({
      ...base(full, help, labels),
      ...(collect ? { collect(this: Gauge) { collect(this) } } : {}),
    })),
    histogram: (name, help, labels, buckets = SECONDS) =>
      once(name, (full) => new Histogram({ ...base(full, help, labels), buckets })),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
