/** Colours a canvas needs. The screen's tokens are CSS variables of the theme; a canvas must be told their values. */
const TOKENS = {
  g0: '#0b0f14', outside: '#0a0e12', land: '#141b22', water: '#0f2a3c', g2cell: '#1e2831', g3: '#26313c', g4: '#44525f',
  i1: '#f0f4f7', i2: '#c3cdd6', i3: '#9facb8', ac: '#5cc8e6', tr: '#c9beef', s1: '#e5342e', s2: '#ff8a1f', s3: '#ffd21e', s4: '#2f8dff',
} as const

/** Greys that only a map has: border, roads from great to small, township cells and graticule. */
const MAP_ONLY = {
  border: '#5f7080', primary: '#485661', secondary: '#3a4651', tertiary: '#2c363f', residential: '#1f2830',
  cell: '#1d262f', graticule: '#18212a', body: '#121a21',
} as const

export type Palette = Record<keyof typeof TOKENS | keyof typeof MAP_ONLY, string> & { face: string }

/** The theme's colours as the page has them now; the values of the design where a page has no theme. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const out: Record<string, string> = { ...MAP_ONLY }
  for (const [token, fallback] of Object.entries(TOKENS)) out[token] = style.getPropertyValue(`--${token}`).trim() || fallback
  out.face = style.getPropertyValue('--face').trim() || "'Noto Sans SC', sans-serif"
  return out as Palette
}

/** `#rrggbb` with an alpha between 0 and 1. */
export function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255).toString(16).padStart(2, '0')}`
}
