import { expect, it } from 'vitest'
import { zoneText } from './wallTime'

it.each([[480, 'UTC+8'], [0, 'UTC'], [-210, 'UTC−3:30'], [345, 'UTC+5:45']])('names the zone %i minutes from UTC', (minutes, text) => {
  expect(zoneText(minutes)).toBe(text)
})
