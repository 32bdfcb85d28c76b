import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vite'

/** The server and its commands, each a file of its own in `dist`. */
function entries(): Record<string, string> {
  const commands = existsSync('src/commands')
    ? readdirSync('src/commands').filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')) : []
  return {
    main: 'src/main.ts',
    ...Object.fromEntries(commands.map((name) => [`commands/${name.slice(0, -3)}`, `src/commands/${name}`])),
  }
}

/** The server that proofs kill: the same sources with their fail-points, beside the shipped one (`scripts/boot/build.mjs`). */
const PROOF = 'proof'

export default defineConfig(({ mode }) => ({
  define: { __FAIL_POINTS__: JSON.stringify(mode === PROOF) },
  // Our own packages are bundled, with what only they depend on; everything else is found in node_modules when it runs.
  ssr: { noExternal: [/^@liandong\//, 'tyme4ts'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: mode === PROOF ? 'dist-proof' : 'dist',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: entries(),
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
}))
