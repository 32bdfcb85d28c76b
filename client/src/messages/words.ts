import { rejectionText, word as wordIn, type Language, type Values } from '@liandong/shared/messages/words'
import type { EnumName } from '@liandong/shared/messages/texts'
import { useI18n } from 'vue-i18n'

/**
 * What a panel needs to speak: `t` for its own texts, `word` for a code of the wire, `pick` for registry names
 * that come in both languages, `no` for a rejection. All follow the page's language.
 */
export function useWords() {
  const { t, locale } = useI18n()
  const language = () => locale.value as Language
  return {
    t,
    /** The word of one enum member, e.g. `word('orderStatus', 'issued')`. */
    word: (name: EnumName, member: string | number) => wordIn(language(), name, member),
    /** The name in the page's language; the other one where it is missing. */
    pick: (zh: string, en: string | undefined) => (language() === 'en' && en ? en : zh),
    /** A rejection in words. */
    no: (code: string, detail?: Values) => rejectionText(language(), code, detail),
    language,
  }
}
export type Words = ReturnType<typeof useWords>
