import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

/** Three cells side by side, or one screen. Also the rule in `wall.css`. */
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
