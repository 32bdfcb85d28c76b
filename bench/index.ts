import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bench, Figure } from './measure'

/** `npm run bench -- NAME [--json]`: one file per bench; its other parts have camelCase names. */
const here = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(here).filter((f) => /^[a-z]+\.ts$/.test(f) && !['index.ts', 'measure.ts'].includes(f)).map((f) => f.slice(0, -3)).sort()

const args = process.argv.slice(2)
const json = args.includes('--json')
const asked = args.filter((a) => !a.startsWith('-'))
const say = (text: string) => void process.stderr.write(`${text}\n`)
const unknown = asked.filter((n) => !names.includes(n))

if (asked.length === 0 || unknown.length > 0) {
  say(unknown.length > 0 ? `There is no bench ${unknown.join(', ')}.` : 'Say which bench to run.')
  for (const name of names) say(`  npm run bench -- ${name} [--json]   ${(await load(name)).about}`)
  process.exit(unknown.length > 0 ? 1 : 0)
}
for (const name of asked) {
  const figures = await (await load(name)).run(say)
  for (const f of figures) process.stdout.write(`${json ? JSON.stringify(f) : line(f)}\n`)
}
// A bench ends what it started; a handle left open must not hold the command.
process.exit(0)

async function load(name: string): Promise<Bench> {
  return ((await import(`./${name}.ts`)) as { default: Bench }).default
}

function line(f: Figure): string {
  const against = f.baseline === null ? '' : `, baseline ${f.baseline} ${f.unit}, ratio ${f.ratio}`
  return `${f.bench} ${f.metric}${f.case ? ` (${f.case})` : ''}: ${f.value} ${f.unit}${against}, median of ${f.runs} runs${f.bar ? `; bar ${f.bar}` : ''}`
}
