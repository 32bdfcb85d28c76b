#!/usr/bin/env node
/**
 * Makes the bundled faces: Noto Sans SC (OFL 1.1) in three weights, cut to ASCII, GB/T 2312 and the marks the
 * screens use. Run it once after changing the set below and commit the woff2 files:
 *   node scripts/fonts.mjs
 * About 15 s of one core per weight. Prints each file's size and fails on a character the face doesn't have.
 */
import { readFile, writeFile, copyFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const require = createRequire(join(root, 'client', 'package.json'))
const subsetFont = require('subset-font')
const face = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
const out = join(root, 'client', 'public', 'fonts')

const WEIGHTS = { 400: '400Regular', 500: '500Medium', 700: '700Bold' }

/** Marks beyond ASCII and GB/T 2312: minus, primes, arrows, dashes, fractions of the interface. */
const MARKS = '\u00a0\u00b0\u00b1\u00b2\u00b3\u00b5\u00b7\u00d7\u00f7–—‘’“”•…‰′″←↑→↓−≈≠≤≥①②③④⑤■□▲△▼▽◆◇○●★☆㎡℃㏄＋－'

/** Every character that GB/T 2312 encodes, by decoding each pair of its plane. */
function gb2312() {
  const decoder = new TextDecoder('gb18030', { fatal: false })
  let text = ''
  for (let row = 0xa1; row <= 0xf7; row++) {
    if (row > 0xa9 && row < 0xb0) continue // rows 10–15 are empty
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const c = decoder.decode(new Uint8Array([row, cell]))
      if (c.length === 1 && c !== '\ufffd' && !/[\ue000-\uf8ff]/.test(c)) text += c
    }
  }
  return text
}

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')
const text = [...new Set(ascii + gb2312() + MARKS)].join('')

for (const [weight, folder] of Object.entries(WEIGHTS)) {
  const name = `NotoSansSC_${folder}.ttf`
  const ttf = await readFile(join(face, folder, name))
  const woff2 = await subsetFont(ttf, text, { targetFormat: 'woff2', keepFeatures: ['kern', 'tnum', 'locl', 'ccmp', 'mark', 'mkmk', 'palt', 'halt', 'vert'] })
  await writeFile(join(out, `noto-sans-sc-${weight}.woff2`), woff2)
  process.stdout.write(`noto-sans-sc-${weight}.woff2  ${(woff2.length / 1024).toFixed(0)} KiB, ${text.length} characters\n`)
}
await copyFile(join(face, 'LICENSE_FONT'), join(out, 'OFL.txt'))
