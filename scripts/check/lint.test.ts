import { ESLint } from 'eslint'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Bans need no types, so made-up files can be judged without them. */
const untyped = new ESLint({
  cwd: root,
  overrideConfig: [{
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { projectService: false } },
    rules: Object.fromEntries(['no-floating-promises', 'no-misused-promises', 'switch-exhaustiveness-check'].map((r) => [`@typescript-eslint/${r}`, 'off'])),
  }],
})
const typed = new ESLint({ cwd: root })

async function rulesBroken(eslint: ESLint, file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) })
  return (result?.messages ?? []).map((m) => m.ruleId ?? m.message)
}

const vueFile = (template: string) => `<script setup lang="ts">\nconst text = 'x'\n</script>\n<template>${template}</template>\n`

describe('HTML sinks', () => {
  it.each([
    ['el.innerHTML = text'], ['el["outerHTML"] = text'], ['el.insertAdjacentHTML("beforeend", text)'], ['marker.bindPopup(text)'],
    ['layer.bindTooltip(() => text)'], ['L.divIcon({ html: text })'], ['new L.DivIcon({ html: text })'], ['document.write(text)'],
    ['chart.setOption({ tooltip: { formatter: (p) => p.name } })'], ['chart.setOption({ tooltip: { formatter(p) { return p.name } } })'],
    ['chart.setOption({ series: [{ tooltip: { trigger: "item", formatter: format } }] })'],
  ])('refuses %s in every room', async (code) => {
    for (const file of ['client/src/map/made-up.ts', 'server/src/gateway/made-up.ts', 'e2e/made-up.e2e.ts', 'shared/src/order/made-up.ts']) {
      expect(await rulesBroken(untyped, file, `${code}\n`), file).toContain('no-restricted-syntax')
    }
  })

  it.each([['<p v-html="text" />'], ['<p :innerHTML="text" />'], ['<iframe :srcdoc="text" />'], ['<iframe srcdoc="<b>x</b>" />']])(
    'refuses %s in a template', async (template) => {
      const broken = await rulesBroken(untyped, 'client/src/kit/MadeUp.vue', vueFile(template))
      expect(broken.some((rule) => /^vue\/no-(v-html|restricted)/.test(rule))).toBe(true)
    })

  it('lets text and string templates pass', async () => {
    expect(await rulesBroken(untyped, 'client/src/kit/MadeUp.vue', vueFile('<p>{{ text }}</p>'))).toEqual([])
    const code = 'export const o = { tooltip: { formatter: "{b}" }, axisLabel: { formatter: (v: number) => `${v} h` } }\nexport const set = (e: Element) => { e.textContent = "x" }\n'
    expect(await rulesBroken(untyped, 'client/src/charts/made-up.ts', code)).toEqual([])
  })
})

describe('shared', () => {
  it.each([['Date.now()'], ['new Date()'], ['Math.random()'], ['performance.now()'], ['crypto.randomUUID()']])('refuses %s, but not in its tests', async (code) => {
    expect(await rulesBroken(untyped, 'shared/src/order/made-up.ts', `export const x = ${code}\n`)).toContain('no-restricted-syntax')
    expect(await rulesBroken(untyped, 'server/src/tracks/made-up.ts', `export const x = ${code}\n`)).toEqual([])
  })
})

describe('typed rules', () => {
  // The file's own name lets the compiler find it; its text is ours.
  const judge = (code: string) => rulesBroken(typed, 'server/src/platform/ids.ts', code)
  it('refuses a promise nobody waits for, a gap in a switch, and an import of types as values', async () => {
    expect(await judge('export function f() { Promise.resolve(1) }\n')).toEqual(['@typescript-eslint/no-floating-promises'])
    expect(await judge('export const g = [1].forEach(async () => { await Promise.resolve() })\n')).toEqual(['@typescript-eslint/no-misused-promises'])
    expect(await judge(`export function h(k: 'a' | 'b') { switch (k) { case 'a': return 1 } }\n`)).toEqual(['@typescript-eslint/switch-exhaustiveness-check'])
    expect(await judge(`import { Log } from './log'\nexport type X = Log\n`)).toEqual(['@typescript-eslint/consistent-type-imports'])
  })

  it('refuses the environment outside the config', async () => {
    expect(await judge('export const x = process.env\n')).toEqual(['no-restricted-syntax'])
  })
})
