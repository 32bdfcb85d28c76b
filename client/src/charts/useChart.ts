import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import type { Chart } from './engine'
import { themeOf, type ChartOption, type ChartTheme } from './option'
import { slots } from './slots'

/**
 * A chart's whole life: loads ECharts when the page is idle, follows the element's size, draws in its own slot
 * when `option` changes, draws again when a face arrives, and leaves nothing behind.
 * @param option builds the whole option from reactive state; always the same series ids, so that it merges
 */
export function useChart(host: Ref<HTMLElement | null>, option: (theme: ChartTheme, width: number, height: number) => ChartOption): void {
  const owner = {}
  let chart: Chart | null = null
  let gone = false
  let theme: ChartTheme | null = null
  let observer: ResizeObserver | null = null

  function draw(): void {
    const el = host.value
    if (gone || !el || !el.clientWidth || !el.clientHeight || !chart) return
    theme ??= themeOf(el)
    chart.setOption({ animation: false, ...option(theme, el.clientWidth, el.clientHeight) }, { lazyUpdate: false })
  }
  const wish = () => slots.wish(owner, draw)
  const restyle = () => {
    theme = null
    wish()
  }
  const resize = () => slots.wish(owner, () => {
    theme = null
    chart?.resize()
    draw()
  })

  onMounted(async () => {
    await idle()
    const { createChart } = await import('./engine')
    if (gone || !host.value) return
    chart = createChart(host.value)
    observer = new ResizeObserver(resize)
    observer.observe(host.value)
    document.fonts.addEventListener('loadingdone', restyle)
    wish()
  })
  // The option reads reactive state, so a dry run tells Vue what it depends on.
  watch(() => (host.value ? option(theme ?? themeOf(host.value), host.value.clientWidth, host.value.clientHeight) : null), wish, { flush: 'post' })
  onBeforeUnmount(() => {
    gone = true
    slots.drop(owner)
    observer?.disconnect()
    document.fonts.removeEventListener('loadingdone', restyle)
    chart?.dispose()
  })
}

/** After the map and the lists have had their turn. */
const idle = () => new Promise<void>((done) => {
  if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: 2000 })
  else setTimeout(done, 300)
})
