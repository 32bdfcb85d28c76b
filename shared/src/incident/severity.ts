import type { SEVERITY_SCHEMES } from './contract'

type Scheme = (typeof SEVERITY_SCHEMES)[number]

/**
 * Our rank of a source's own severity: 1 = worst, 4 = least. The schemes run in opposite directions:
 * GB/T 28181 alarm priority 1 is the highest, a fire-call grade of 1 is the lowest (domain §0.3).
 * Null for a code the scheme doesn't have, so that nothing is guessed.
 */
export function severityRank(scheme: Scheme, code: string): number | null {
  const table: Record<Scheme, Record<string, number>> = {
    gbt28181: { 1: 1, 2: 2, 3: 3, 4: 4 },
    fire_grade: { 5: 1, 4: 1, 3: 2, 2: 3, 1: 4 },
    warning_colour: { red: 1, orange: 2, yellow: 3, blue: 4 },
    // San Francisco: E = emergency, 3 = code 3 (lights and sirens), 2 = code 2.
    sffd: { E: 1, 3: 2, 2: 3 },
  }
  // The code is a stranger's text: "constructor" is a key of every object.
  return Object.hasOwn(table[scheme], code) ? table[scheme][code]! : null
}
