import type { UnitKind, UnitStatus } from '@liandong/shared/unit/contract'
import type { GlyphName } from '../../map/glyphs'
import type { Palette } from '../../map/palette'

/** What kind of unit a circle is: its glyph. */
export const UNIT_GLYPH: Record<UnitKind, GlyphName> = {
  patrol_car: 'car', moto: 'motorcycle', foot: 'officer', fire_engine: 'truck', fire_ladder: 'crane', fire_command: 'fire',
  ambulance: 'cross', law_enf: 'shield', repair_power: 'power', repair_gas: 'gas', repair_water: 'tap',
  rescue_team: 'tools', volunteer_team: 'heart', drone: 'drone', expert: 'danger',
}

/** How a status looks: fill says status. Colours are tokens. */
export interface StatusLook {
  body: keyof Palette
  edge: keyof Palette
  glyph: keyof Palette
  /** Tints the lower half. */
  half: keyof Palette | null
  /** A bar beneath: it stands there. */
  foot: boolean
  arrow: keyof Palette
}

export const STATUS_LOOK: Record<UnitStatus, StatusLook> = {
  idle: { body: 'body', edge: 'i2', glyph: 'i1', half: null, foot: false, arrow: 'i2' },
  assigned: { body: 'body', edge: 'ac', glyph: 'ac', half: 'ac', foot: false, arrow: 'ac' },
  en_route: { body: 'ac', edge: 'ac', glyph: 'g0', half: null, foot: false, arrow: 'ac' },
  on_scene: { body: 'i1', edge: 'i1', glyph: 'g0', half: null, foot: true, arrow: 'i1' },
  busy: { body: 'body', edge: 'i3', glyph: 'i2', half: 'i3', foot: false, arrow: 'i3' },
  returning: { body: 'body', edge: 'ac', glyph: 'ac', half: null, foot: false, arrow: 'ac' },
  off_duty: { body: 'body', edge: 'g4', glyph: 'g4', half: null, foot: false, arrow: 'g4' },
}
