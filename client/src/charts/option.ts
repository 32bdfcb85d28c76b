import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | CustomSeriesOption | GridComponentOption>

/** Lengths and colours a chart takes from the page's theme, in CSS pixels. */
export interface ChartTheme {
  small: number
  row: number
  /** The shell's unit length: 1 on its design size. */
  u: number
  face: string
  color(token: string): string
  /** Width of a text in the page's face. */
  measure(text: string, size: number, weight?: number): number
}

/** Reads the theme where the chart stands; sizes follow the shell's variables. */
export function themeOf(host: HTMLElement): ChartTheme {
  const style = getComputedStyle(host)
  const length = (name: string, otherwise: number) => parseFloat(style.getPropertyValue(name)) || otherwise
  const face = style.fontFamily
  const pen = document.createElement('canvas').getContext('2d')!
  return {
    small: length('--t-small', 13), row: length('--t-row', 15), u: length('--u', 1), face,
    color: (token) => style.getPropertyValue(`--${token}`).trim(),
    measure(text, size, weight = 400) {
      pen.font = `${weight} ${size}px ${face}`
      return pen.measureText(text).width
    },
  }
}
