import { inject, provide, shallowRef, type InjectionKey, type Ref } from 'vue'

const AS_OF: InjectionKey<Readonly<Ref<string | null>>> = Symbol('asOf')

/** Tells every panel below since when its content is old, in words; null while all is live. Called by a shell. */
export const provideAsOf = (text: Readonly<Ref<string | null>>): void => provide(AS_OF, text)

/** Since when what is shown is old, or null. */
export const useAsOf = (): Readonly<Ref<string | null>> => inject(AS_OF, () => shallowRef(null), true)
