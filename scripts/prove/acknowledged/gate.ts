/** Where clients wait while there is no server. */
export class Gate {
  private passing!: Promise<void>
  private free!: () => void
  private closed = false

  constructor() {
    this.close()
  }

  open(): void {
    this.closed = false
    this.free()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.passing = new Promise((resolve) => (this.free = resolve))
  }

  wait = (): Promise<void> => this.passing
}
