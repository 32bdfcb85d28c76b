/**
 * One cell of RFC 4180. What a table program would take for a formula, also in its full-width form or after blanks, is made inert by an
 * apostrophe in front; numbers of ours stay numbers.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const inert = /^[\s\u00a0\u3000\ufeff]*[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** One line, with the line end the standard asks for. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`
