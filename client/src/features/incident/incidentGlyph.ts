import type { CallCategory } from '@liandong/shared/incident/contract'
import { isGlyph, type GlyphName } from '../../map/glyphs'

/** Names that packs use for what a glyph set calls otherwise. */
const ALIAS: Record<string, GlyphName> = {
  'car-crash': 'roadAccident', dispute: 'people', crowd: 'people', lightning: 'power', charger: 'electronic', factory: 'industry',
  medical: 'cross', flood: 'water', 'water-leak': 'tap', theft: 'police', fight: 'police', smoke: 'fire',
  'lost-person': 'pedestrian', animal: 'dog', landslide: 'cliff', chemical: 'danger', food: 'restaurant', noise: 'speaker', other: 'asterisk',
  alarm: 'caution', collapse: 'caution', rescue: 'tools',
}

const BY_CATEGORY: Record<CallCategory, GlyphName> = {
  criminal: 'police', public_order: 'police', traffic: 'roadAccident', dispute: 'people', emergency_help: 'cross', fire: 'fire',
  device: 'power', service: 'asterisk', other: 'asterisk',
}

/** The glyph of an incident: the pack's, under its own or its usual name, otherwise its category's. */
export function incidentGlyph(name: string, category: CallCategory): GlyphName {
  return isGlyph(name) ? name : (ALIAS[name] ?? BY_CATEGORY[category])
}
