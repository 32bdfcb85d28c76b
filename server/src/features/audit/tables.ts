/**
 * The audit's tables. Whoever the server connects as may add to them and nothing else: a trigger refuses every other statement, also to
 * a superuser and also while triggers are off for replication (`enable always`). Where the connecting role may make roles, the tables
 * belong to a role of their own nobody signs in with, so that without being superuser it can't take the trigger away either.
 * A superuser can: then the chain, and the anchors outside the database, say so (`npm run audit -- --verify`).
 */
export const auditMigrations: { name: string; sql: string }[] = [
  {
    name: 'audit-001',
    sql: `
create table audit_head (
  one boolean primary key default true check (one),
  seed text not null,
  position bigint not null,
  hash text not null
);
-- "text" is exactly what was hashed; the columns beside it are for searching and are checked against it.
create table audit (
  position bigint primary key,
  at bigint not null,
  act text not null,
  who text,
  post text,
  address text,
  place text not null,
  result text not null,
  detail text not null,
  text text not null,
  hash text not null
);
create index audit_at on audit (at);
create index audit_act on audit (act, position);
create index audit_who on audit (who, position) where who is not null;

create function audit_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only added to: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_stays before update or delete or truncate on audit for each statement execute function audit_stays();
create trigger audit_head_stays before delete or truncate on audit_head for each statement execute function audit_stays();
create function audit_head_grows() returns trigger language plpgsql as $$
begin
  -- Before the first record a restore may put another chain in.
  if old.position > 0 and (new.position <= old.position or new.seed <> old.seed) then
    raise exception 'the head of the audit only grows' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_head_grows before update on audit_head for each row execute function audit_head_grows();
alter table audit enable always trigger audit_stays;
alter table audit_head enable always trigger audit_head_stays;
alter table audit_head enable always trigger audit_head_grows;

do $$
declare
  mighty boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  begin
    create role liandong_audit nologin;
  exception when duplicate_object or unique_violation then
    null;
  end;
  if not mighty then
    execute format('grant liandong_audit to %I', current_user);
    execute format('grant create on schema %I to liandong_audit', current_schema());
  end if;
  alter table audit owner to liandong_audit;
  alter table audit_head owner to liandong_audit;
  alter function audit_stays() owner to liandong_audit;
  alter function audit_head_grows() owner to liandong_audit;
  revoke all on audit, audit_head from public;
  execute format('grant select, insert on audit to %I', current_user);
  execute format('grant select, insert, update on audit_head to %I', current_user);
  if not mighty then
    execute format('revoke create on schema %I from liandong_audit', current_schema());
    execute format('revoke liandong_audit from %I', current_user);
  end if;
exception when insufficient_privilege then
  raise notice 'the audit has no role of its own: the connecting role may not make one';
end $$;`,
  },
]
