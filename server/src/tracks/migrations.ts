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
]
