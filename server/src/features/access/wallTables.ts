/**
 * What walls prove themselves with, outside the log: it belongs to no history and goes when a wall does. `device` is the id of the
 * log's `device` state, which alone says whether it is in service. Codes, links and nonces lie here as hashes; keys are public ones.
 * A backup leaves these out: a link restored from last week would look like a copied key, so after a restore walls pair anew.
 */
export const wallMigrations = [{
  name: 'walls-001',
  sql: `
create table wall_pairing (
  id text primary key,
  code text not null unique,
  key text not null,
  link text not null,
  net text not null,
  address text not null,
  agent text not null,
  created bigint not null,
  expires bigint not null,
  device text
);
create table wall_key (
  device text primary key,
  key text not null,
  link text not null,
  before text,
  made bigint not null,
  seen bigint not null,
  address text not null,
  agent text not null,
  why text
);
create table wall_nonce (
  hash text primary key,
  whose text not null,
  expires bigint not null
);
create index wall_nonce_whose on wall_nonce (whose, expires);`,
}]
