/** A digit as people's keyboards give it, half or full width. */
const D = '[0-9０-９]'
/** In groups of 3-4-4 too, and after a country code; a longer number isn't one. */
const MOBILE = new RegExp(`(?<=(?<!${D})(?:(?:00|００|[+＋])?(?:86|８６)[ -]?)?)([1１][3-9３-９]${D})([ -]?)${D}{4}\\2(${D}{4})(?!${D})`, 'g')
/** In groups of 6-8-4 too. */
const IDENTITY = new RegExp(`(?<!${D})${D}{6}( ?)${D}{8}\\1${D}{3}[0-9０-９XxＸｘ](?![0-9０-９XxＸｘ])`, 'g')

/**
 * Masks what must never enter the log in words people type: mainland mobile numbers (11 digits from 1[3-9])
 * and resident identity numbers (18 characters). Runs before `decide`; answers whether anything was masked,
 * so that the typist can be told. Emergency Response Law arts. 84–85.
 */
export function maskFreeText(text: string): { text: string; masked: boolean } {
  let masked = false
  const out = text
    .replace(IDENTITY, (id) => {
      masked = true
      return id.replace(/[^ ]/g, '*')
    })
    .replace(MOBILE, (_all, first: string, gap: string, last: string) => {
      masked = true
      return `${first}${gap}****${gap}${last}`
    })
  return { text: out, masked }
}
