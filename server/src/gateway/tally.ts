/** Counts by a word from a short list; for `/metrics`. */
export class Tally {
  private readonly counts = new Map<string, number>()

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1)
  }

  all(): Iterable<[string, number]> {
    return this.counts
  }
}
