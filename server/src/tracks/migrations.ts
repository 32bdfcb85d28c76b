/** The schema of sampled positions. Partitions by UTC day are made as they are needed (see historyTable). */
export const trackMigrations: { name: string; sql: string }[] = [
  {
    name: 'tracks-001-history',
    sql: `create table track_history (
  at bigint not null,
  unit_id text not null,
  source_id text not null,
  heard_at bigint not null,
  lon double precision not null,
  lat double precision not null,
  heading_deg real not null,
  speed_kmh real not null,
  status text not null,
  primary key (unit_id, at)
) partition by range (at);
comment on table track_history is 'Sampled positions: at most one per unit and interval and at each change of status. UTC ms, WGS-84.';`,
  },
  {
    name: 'tracks-002-status-changes',
    // A change of status is a row of its own even when no newer fix has come.
    sql: `alter table track_history drop constraint track_history_pkey;
alter table track_history add primary key (unit_id, at, status);`,
  },
]
