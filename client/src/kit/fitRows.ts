/**
 * How many rows of the given heights fit into `room`; when not all do, the last line is kept for the sentence
 * that counts the rest. Text never shrinks to fit.
 */
export function fitRows(heights: readonly number[], room: number, restLine: number): number {
  const total = heights.reduce((a, b) => a + b, 0)
  if (total <= room) return heights.length
  let used = restLine
  let n = 0
  while (n < heights.length && used + heights[n]! <= room) used += heights[n++]!
  return n
}
