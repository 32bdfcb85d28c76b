/** A digit as people's keyboards give it, half or full width. */
const D = '[0-9０-９]'
/** What people put between groups: spaces and dashes of every width, at most three. */
const GAP = '[ \\u00a0\\u3000\\-\\u2010-\\u2015\\u2212\\uff0d]{0,3}'
/** In groups of 3-4-4 too, in one of 3-8, and after a country code; a longer number isn't one. */
const MOBILE = new RegExp(`(?<=(?<!${D})(?:(?:00|００|[+＋])?(?:86|８６)${GAP})?)([1１][3-9３-９]${D})(${GAP})${D}{4}(${GAP})(${D}{4})(?!${D})`, 'g')
/** In groups of 6-8-4 too. */
const IDENTITY = new RegExp(`(?<!${D})${D}{6}${GAP}(${D}{8})${GAP}${D}{3}[0-9０-９XxＸｘ](?![0-9０-９XxＸｘ])`, 'g')

/** Full-width digits as plain ones. */
const plain = (digits: string): string => digits.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))

/** Whether eight digits can be somebody's day of birth; the other numbers of 18 digits (receipts, files) have none there. */
function isBirthday(digits: string): boolean {
  const [, , month, day] = /^(18|19|20)\d\d(\d\d)(\d\d)$/.exec(plain(digits)) ?? []
  return month !== undefined && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
}

/**
 * Masks what must never enter the log in words people type: mainland mobile numbers (11 digits from 1[3-9])
 * and resident identity numbers (18 characters with a day of birth). Runs before `decide`; answers whether anything was masked,
 * so that the typist can be told. Emergency Response Law arts. 84–85.
 */
export function maskFreeText(text: string): { text: string; masked: boolean } {
  let masked = false
  const out = text
    .replace(IDENTITY, (id, birthday: string) => {
      if (!isBirthday(birthday)) return id
      masked = true
      return id.replace(/[0-9０-９XxＸｘ]/g, '*')
    })
    .replace(MOBILE, (_all, first: string, before: string, after: string, last: string) => {
      masked = true
      return `${first}${before}****${after}${last}`
    })
  return { text: out, masked }
}
