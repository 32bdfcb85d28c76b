import type pg from 'pg'

/** The one connection on which this node commits: opened when first needed, given up when it breaks, taken anew. */
export class CommitLine {
  private client: pg.PoolClient | null = null
  /** Takes our listener off the connection before the pool has it back. */
  private quiet: () => void = () => undefined

  constructor(private readonly pool: pg.Pool) {}

  async open(): Promise<pg.PoolClient> {
    if (this.client) return this.client
    const client = (this.client = await this.pool.connect())
    // A broken connection must also give its place in the pool back, or ten of them end every write.
    const broken = (e: Error) => { if (this.client === client) this.drop(e) }
    client.on('error', broken)
    this.quiet = () => client.off('error', broken)
    try {
      // The statement never changes: planning it again for each commit costs more than running it.
      await client.query('set plan_cache_mode = force_generic_plan; set jit = off')
      return client
    } catch (e) {
      if (this.client === client) this.drop(e)
      throw e
    }
  }

  /** Gives the connection up: what it was in the middle of is not known. */
  drop(e: unknown): void {
    const client = this.client
    this.client = null
    this.quiet()
    client?.release(e instanceof Error ? e : true)
  }

  /** Gives a sound connection back to the pool. */
  close(): void {
    this.quiet()
    this.client?.release()
    this.client = null
  }
}
