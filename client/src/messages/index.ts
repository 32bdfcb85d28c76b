import { createI18n } from 'vue-i18n'
import { localeOfPage, LOCALES, type Locale } from './locale'

type Texts = { [key: string]: string | Texts }

/**
 * One file per area and language: `zh-CN/wall.ts` becomes `wall.*`. Its English twin is typed `Same<typeof zh>`,
 * so both always have the same keys. A new area adds two files and touches nothing here.
 */
const files = import.meta.glob<Texts>('./{zh-CN,en}/*.ts', { eager: true, import: 'default' })

/** Every text of a language, by area. */
export function textsOf(locale: Locale): Record<string, Texts> {
  const out: Record<string, Texts> = {}
  for (const [path, texts] of Object.entries(files)) {
    const match = /^\.\/([^/]+)\/(\w+)\.ts$/.exec(path)
    if (match?.[1] === locale) out[match[2]!] = texts
  }
  return out
}

/** The page's translator. Composition API only; a missing key is shown as the key and warned of in development. */
export function createMessages(locale: Locale = localeOfPage()) {
  document.documentElement.lang = locale
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-CN',
    messages: Object.fromEntries(LOCALES.map((l) => [l, textsOf(l)])),
    missingWarn: import.meta.env.DEV,
    fallbackWarn: import.meta.env.DEV,
  })
}
