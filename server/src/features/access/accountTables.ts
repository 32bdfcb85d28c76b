import { wallMigrations } from './wallTables'

/**
 * Staff accounts: everything about people that must be correctable and destroyable, so none of it is in the log. `person` is the id
 * of the log's `person` state, which alone says what they may do; a row without such a state can do nothing. Instants are real UTC
 * milliseconds of the server, never of a scenario. Tokens and codes lie here as hashes, the TOTP secret sealed.
 */
export const accountMigrations = [{
  name: 'accounts-001',
  sql: `
create table account (
  person text primary key,
  login text not null unique check (login = lower(login)),
  name text not null,
  password text,
  password_at bigint,
  totp text,
  totp_step bigint not null default 0,
  totp_begun text,
  totp_begun_at bigint,
  created bigint not null
);
create table recovery_code (
  person text not null references account on delete cascade,
  nth integer not null,
  hash text not null,
  primary key (person, nth)
);
create table session (
  hash text primary key,
  id text not null unique,
  person text,
  device text,
  how text not null,
  created bigint not null,
  seen bigint not null,
  ends bigint not null,
  address text not null,
  agent text not null,
  check ((person is null) <> (device is null))
);
create index session_person on session (person);
create index session_device on session (device);
create table invite (
  hash text primary key,
  person text not null,
  purpose text not null,
  made_by text,
  totp text,
  created bigint not null,
  expires bigint not null,
  used bigint
);
create index invite_person on invite (person);
create table known_seat (
  hash text primary key,
  person text not null references account on delete cascade,
  seen bigint not null
);
create index known_seat_person on known_seat (person);`,
}, {
  // One browser of a desk serves all who take turns at it.
  name: 'accounts-002',
  sql: 'alter table known_seat drop constraint known_seat_pkey; alter table known_seat add primary key (hash, person);',
}, {
  // Who somebody is at another sign-in provider: one of each provider.
  name: 'accounts-003',
  sql: `
create table identity (
  issuer text not null,
  subject text not null,
  person text not null references account on delete cascade,
  bound bigint not null,
  primary key (issuer, subject),
  unique (issuer, person)
);`,
}, ...wallMigrations]
