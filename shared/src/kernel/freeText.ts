/**
 * Masks what must never enter the log in words people type: mainland mobile numbers (11 digits from 1[3-9])
 * and resident identity numbers (18 characters). Runs before `decide`; answers whether anything was masked,
 * so that the typist can be told. Emergency Response Law arts. 84–85.
 */
export function maskFreeText(text: string): { text: string; masked: boolean } {
  let masked = false
  const hide = (found: string) => {
    masked = true
    return `${found.slice(0, 3)}${'*'.repeat(found.length - 7)}${found.slice(-4)}`
  }
  const out = text
    .replace(/(?<!\d)\d{17}[\dXx](?![\dXx])/g, (id) => {
      masked = true
      return '*'.repeat(id.length)
    })
    .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, hide)
  return { text: out, masked }
}
