import { expect, it } from 'vitest'
import { csvLine } from './csv'

it('writes cells as RFC 4180 says', () => {
  expect(csvLine(['a', 'b,c', 'say "no"', 'two\r\nlines', null, -3])).toBe('a,"b,c","say ""no""","two\r\nlines",,-3\r\n')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '\ufeff=1', '=HYPERLINK("http://x","y")'])('makes %j inert', (text) => {
  expect(csvLine([text])).toMatch(/^"?'/)
})
