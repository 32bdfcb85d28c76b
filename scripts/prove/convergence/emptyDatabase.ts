import type { Database } from '../../../server/src/platform/postgres'

/** Empties every table but the record of migrations. Deleting a round's few rows is far quicker than truncating. */
export async function empty(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ tablename: string }>("select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration'")
  await db.pool.query(rows.map((t) => `delete from "${t.tablename}"`).join('; '))
}
