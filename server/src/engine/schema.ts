/** Tables of the engine. Forward only; syntax shared by PostgreSQL 15 and later. */
export const engineMigrations: { name: string; sql: string }[] = [
  {
    name: 'engine-001',
    sql: `
create table head (
  one boolean primary key default true check (one),
  -- A restore makes a new epoch; the seed, from which the chain begins, stays.
  epoch text not null,
  seed text not null,
  position bigint not null,
  hash text not null
);
-- "text" is exactly what was hashed: jsonb would reorder it and could not be verified.
create table log (
  position bigint primary key,
  at bigint not null,
  type text not null,
  subjects text[] not null,
  text text not null,
  hash text not null,
  -- On a command's last event: its id, what it is bound to and what it was answered. A resend is told the same.
  command text,
  digest text,
  answer text
);
create unique index log_command on log (command) where command is not null;
create index log_subjects on log using gin (subjects);
create table state (
  kind text not null,
  id text not null,
  position bigint not null,
  shape integer not null,
  retire_at bigint,
  body text not null,
  primary key (kind, id)
-- Room on each page for the next version of a row: without it a document that every commit changes (the day's
-- counts) leaves a trail of index entries that each later commit walks.
) with (fillfactor = 60);
create index state_retire on state (retire_at);
create table view (
  name text not null,
  key text not null,
  position bigint not null,
  body text not null,
  primary key (name, key)
);
create table job (
  id text primary key,
  due bigint not null,
  urgent boolean not null default false,
  type text not null,
  body text not null,
  attempts integer not null default 0,
  leased_until timestamptz not null default '-infinity'
);
create index job_due on job (due);
create table follower (
  name text primary key,
  shape integer not null,
  position bigint not null
);`,
  },
]
