import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

/** Three cells side by side, or one screen. */
export type WallLayout = 'wide' | 'single'

/** Wider than this it is a row of screens. */
const WIDE = '(min-aspect-ratio: 5/2)'

/** Which of the wall's two arrangements this window gets. */
export function useLayout(): Readonly<ShallowRef<WallLayout>> {
  const query = matchMedia(WIDE)
  const layout = shallowRef<WallLayout>(query.matches ? 'wide' : 'single')
  const follow = () => { layout.value = query.matches ? 'wide' : 'single' }
  query.addEventListener('change', follow)
  onBeforeUnmount(() => query.removeEventListener('change', follow))
  return layout
}

/** The wall's unit length in CSS pixels: 1 on the design size of its layout. The same rule as `--u` in `wall.css`. */
export function useWallUnit(): Readonly<ShallowRef<number>> {
  const query = matchMedia(WIDE)
  const measure = () => Math.min(innerWidth / (query.matches ? 5760 : 1920), innerHeight / 1080) || 1
  const unit = shallowRef(measure())
  const follow = () => { unit.value = measure() }
  addEventListener('resize', follow)
  onBeforeUnmount(() => removeEventListener('resize', follow))
  return unit
}
