import { inject, provide, type InjectionKey, type ShallowRef } from 'vue'
import type { Me } from './seat'

const ME: InjectionKey<Readonly<ShallowRef<Me | null>>> = Symbol('me')

/** Says to everything below who sits here. */
export const provideMe = (me: Readonly<ShallowRef<Me | null>>): void => provide(ME, me)

/** Who sits here; null while nobody knows. */
export const useMe = (): Readonly<ShallowRef<Me | null>> | null => inject(ME, null)
