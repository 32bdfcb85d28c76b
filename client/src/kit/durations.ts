const two = (n: number) => String(n).padStart(2, '0')

/** Real minus, so that it is as wide as a digit and never breaks. */
export const MINUS = '−'

/** `m:ss` below an hour, `h:mm:ss` from there. `ms` ≥ 0; anything below counts as zero. */
export function elapsedText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const h = Math.floor(s / 3600)
  const m = Math.floor((s % 3600) / 60)
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/**
 * Time left to a deadline: positive while there is some (a started second still counts), from zero on the time
 * past it with a real minus: `2:50`, `0:00`, `−0:47`.
 */
export function remainingText(ms: number): string {
  if (ms > 0) return elapsedText(Math.ceil(ms / 1000) * 1000)
  const past = Math.floor(-ms / 1000) * 1000
  return past === 0 ? '0:00' : `${MINUS}${elapsedText(past)}`
}

/** How old a datum is: `48 s`, `3′04″`, `1 h 04′`, `2 d 3 h`. */
export function ageText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)}′${two(s % 60)}″`
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))}′`
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`
}

/** A difference with its sign: `+15`, `−3`, `0`. */
export const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `${MINUS}${-n}` : '0')
