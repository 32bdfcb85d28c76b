/** Numbers 0 ≤ n < 1 that are the same in every run (Park–Miller). */
export function repeatable(seed: number): () => number {
  let s = seed % 2_147_483_647
  return () => (s = (s * 16_807) % 2_147_483_647) / 2_147_483_647
}
