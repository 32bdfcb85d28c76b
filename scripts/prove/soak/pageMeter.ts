import type { CDPSession, Page } from 'playwright-core'

/** What the wall's page holds after a forced collection. */
export interface PageSample {
  heapMb: number
  /** DOM nodes that are alive, attached or not. */
  nodes: number
  listeners: number
  /** Layers on the Leaflet map. */
  layers: number
  /** ECharts instances in the document. */
  charts: number
  /** Documents of the mirror. */
  documents: number
}

export async function openPageMeter(page: Page): Promise<() => Promise<PageSample>> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  return async () => {
    const counts = await page.evaluate(count)
    await cdp.send('HeapProfiler.collectGarbage')
    await cdp.send('HeapProfiler.collectGarbage')
    const { metrics } = await cdp.send('Performance.getMetrics')
    const value = (name: string) => metrics.find((m) => m.name === name)?.value ?? NaN
    return { heapMb: value('JSHeapUsedSize') / 1e6, nodes: value('Nodes'), listeners: value('JSEventListeners'), ...counts }
  }
}

/** In the page. */
function count(): { layers: number; charts: number; documents: number } {
  interface VNode { component?: { exposed?: { held?: { value?: { map?: { eachLayer(fn: () => void): void } } } } | null; subTree: VNode } | null; children?: unknown }
  const mapIn = (node: VNode | null | undefined): { eachLayer(fn: () => void): void } | null => {
    if (!node || typeof node !== 'object') return null
    if (node.component) return node.component.exposed?.held?.value?.map ?? mapIn(node.component.subTree)
    for (const child of Array.isArray(node.children) ? (node.children as VNode[]) : []) {
      const found = mapIn(child)
      if (found) return found
    }
    return null
  }
  let layers = 0
  mapIn((document.querySelector('#app') as unknown as { _vnode: VNode })._vnode)?.eachLayer(() => { layers++ })
  const { wallLive } = window as unknown as { wallLive: { collection(kind: string): { value: ReadonlyMap<string, unknown> } } }
  const documents = ['incident', 'order', 'alert', 'unit', 'incidentDay'].reduce((n, kind) => n + wallLive.collection(kind).value.size, 0)
  return { layers, charts: document.querySelectorAll('[_echarts_instance_]').length, documents }
}
