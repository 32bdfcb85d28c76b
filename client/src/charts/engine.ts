import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

/** The parts of ECharts that we use, and nothing else. Its own chunk, loaded once the map is up. */
use([BarChart, LineChart, CustomChart, GridComponent, CanvasRenderer])

/** A canvas chart on an element of a known size, one device pixel per CSS pixel on a wall. */
export const createChart = (host: HTMLElement) => init(host, null, { renderer: 'canvas' })
export type Chart = ReturnType<typeof createChart>
