import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds the server; the same variable that the server itself listens to. */
const server = `http://127.0.0.1:${process.env.PORT ?? '8080'}`
const proxied = ['/api', '/map', '/ingest', '/demo', '/healthz', '/readyz']

/**
 * One page for every face (`/wall`, `/desk`…): the router decides, so that faces are shells and not builds.
 * What every face needs lies in two chunks that change seldom; ECharts comes only when a chart is drawn.
 */
export default defineConfig({
  plugins: [vue()],
  server: {
    proxy: { ...Object.fromEntries(proxied.map((p) => [p, server])), '/live': { target: server, ws: true } },
  },
  build: {
    target: 'es2022',
    // Nothing as data: URLs, so that the content security policy needs no exception.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            { name: 'leaflet', test: /node_modules[\\/]leaflet[\\/]/ },
            { name: 'vendor', test: /node_modules[\\/](@vue|vue|vue-router|vue-i18n|@intlify|pinia|socket\.io-client|engine\.io-client|socket\.io-parser)[\\/]/ },
          ],
        },
      },
    },
  },
})
