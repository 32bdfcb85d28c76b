/**
 * Outside the chain, so that they can be destroyed and the log still verifies. Instants are the district clock's UTC milliseconds.
 * A row is `noted` once its event is in the log; one that never is (a crash in between) is swept.
 */
export const sealMigrations = [{
  name: 'seal-001',
  sql: `
create table sealed_key (incident_id text primary key, wrapped text not null, created bigint not null);
create table sealed (
  ref text primary key,
  incident_id text not null,
  kind text not null,
  ciphertext text not null,
  created bigint not null,
  by_whom text not null,
  noted boolean not null default false
);
create index sealed_incident on sealed (incident_id);
create table sealed_purge (
  incident_id text not null,
  at bigint not null,
  rule text not null,
  refs text[] not null,
  count integer not null,
  primary key (incident_id, at)
);
create index sealed_purge_refs on sealed_purge using gin (refs);
create table sealed_look (who text not null, at bigint not null);
create index sealed_look_who on sealed_look (who, at);`,
}]

/** What a data key is bound to. */
export const keyContext = (incidentId: string): string => `sealed_key:${incidentId}`

/** What a ciphertext is bound to: moved to another row it doesn't open. */
export const textContext = (row: { ref: string; incidentId: string; kind: string }): string => `${row.ref}:${row.incidentId}:${row.kind}`
