/** A binary heap: smallest first. */
export class Queue<T> {
  private readonly heap: { item: T; rank: number }[] = []

  push(item: T, rank: number): void {
    const h = this.heap
    let i = h.push({ item, rank }) - 1
    while (i > 0) {
      const up = (i - 1) >> 1
      if (h[up]!.rank <= h[i]!.rank) break
      ;[h[up], h[i]] = [h[i]!, h[up]!]
      i = up
    }
  }

  pop(): T | undefined {
    const h = this.heap
    const top = h[0]
    const last = h.pop()
    if (!top || !last) return undefined
    if (h.length > 0) {
      h[0] = last
      this.sink()
    }
    return top.item
  }

  private sink(): void {
    const h = this.heap
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      if (left >= h.length) return
      const small = left + 1 < h.length && h[left + 1]!.rank < h[left]!.rank ? left + 1 : left
      if (h[i]!.rank <= h[small]!.rank) return
      ;[h[i], h[small]] = [h[small]!, h[i]!]
      i = small
    }
  }
}
