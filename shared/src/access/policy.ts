import type { SealedKind } from '../seal/contract'
import type { Role } from './roles'

/**
 * The one policy: who may see which kind of document, give which command, use which door. REST routes, commands, snapshots, changes,
 * track groups, history and exports all ask it; whatever is not declared here is nobody's, and the build says so.
 *
 * `all` is every one of its kind; `scope` only those whose tags meet the viewer's own (`org:`, `area:`, `unit:`, see `scope.ts`).
 */
export type Reach = 'all' | 'scope'
export type Grants = Readonly<Partial<Record<Role, Reach>>>

const to = (reach: Reach, ...roles: Role[]): Grants => Object.fromEntries(roles.map((r) => [r, reach]))

/** Everybody with a live picture. */
const SCREENS: Role[] = ['wall', 'intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor', 'liaison', 'township', 'grid']
/** Who sees the whole district. */
const DISTRICT: Role[] = ['wall', 'intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor']
/** Who sees a part. */
const PARTS: Role[] = ['liaison', 'township', 'grid']

const register = to('all', ...SCREENS)
const working = { ...to('all', ...DISTRICT), ...to('scope', ...PARTS) }

/** Kinds of documents: live picture, snapshots, changes, files and exports of them. */
export const SEE: Readonly<Record<string, Grants>> = {
  organisation: register,
  area: register,
  keySite: register,
  source: register,
  incidentKind: register,
  policy: to('all', ...SCREENS.filter((r) => r !== 'grid')),
  runCard: to('all', 'wall', 'intake', 'dispatcher', 'duty_chief', 'commander', 'analyst', 'supervisor'),
  // How numbers begin: only rules ask.
  numbering: {},
  unit: working,
  incident: working,
  order: working,
  alert: working,
  incidentDay: to('all', ...DISTRICT),
  person: {},
  device: {},
}

/** Roles of the centre that act on incidents, from taking a call to leading. */
const CENTRE: Role[] = ['intake', 'dispatcher', 'duty_chief', 'commander']
/** Who decides and orders. */
const COMMAND: Role[] = ['dispatcher', 'duty_chief', 'commander']

const answering = { ...to('all', ...CENTRE), ...to('scope', 'liaison', 'township', 'grid') }

/** Commands people give. `scope` holds when one of the command's tags (`commandTags`) is the actor's. */
export const GIVE: Readonly<Record<string, Grants>> = {
  ReportIncident: { ...to('all', ...CENTRE, 'liaison'), ...to('scope', 'township', 'grid') },
  ReviseIncident: { ...to('all', ...CENTRE), ...to('scope', 'township') },
  AcceptIncident: to('all', ...CENTRE),
  RejectIncident: to('all', ...COMMAND),
  RecordIncidentOnly: to('all', ...CENTRE),
  VoidIncident: to('all', ...COMMAND),
  MergeIncident: to('all', ...CENTRE),
  GradeIncident: to('all', ...COMMAND),
  ResolveIncident: to('all', ...COMMAND),
  ReviewIncident: to('all', ...COMMAND),
  CloseIncident: to('all', 'duty_chief', 'commander'),
  ReworkIncident: to('all', ...COMMAND, 'supervisor'),
  IssueOrder: to('all', ...COMMAND),
  RecallOrder: to('all', ...COMMAND),
  AcknowledgeOrder: answering,
  DeclineOrder: answering,
  ReportEnRoute: answering,
  ReportOnScene: answering,
  ReportWorking: answering,
  ReportDone: answering,
  ReportFeedback: answering,
  AcknowledgeAlert: { ...to('all', ...CENTRE), ...to('scope', 'liaison', 'township') },
  ChangeUnitStatus: { ...to('all', ...COMMAND), ...to('scope', 'liaison', 'township') },
  PutPerson: to('all', 'sec_admin'),
  PutDevice: to('all', 'sys_admin'),
}

/** Commands only the server itself gives: jobs, watchers and packs. */
export const INTERNAL: ReadonlySet<string> = new Set(['PutRecords', 'EscalateAlert', 'ArchiveIncident', 'ExpireOrder', 'NoteLostContact', 'NoteRegainedContact', 'SealContact', 'PurgeSealed'])

/** What is kept sealed: who may add it, see that it is there, and open it one at a time with a reason. Never a wall, a feed or another organisation. */
export const SEALED: Readonly<Record<SealedKind, Grants>> = {
  'caller-contact': to('all', ...CENTRE),
  'caller-name': to('all', ...CENTRE),
  'original-payload': to('all', ...CENTRE),
}

/**
 * Commands another system may give with its feed's token: it reports, and terminals answer for the units whose positions it brings
 * (`scope`). It never decides.
 */
export const FEED_GIVES: Readonly<Record<string, Reach>> = {
  ReportIncident: 'all',
  AcknowledgeOrder: 'scope',
  DeclineOrder: 'scope',
  ReportEnRoute: 'scope',
  ReportOnScene: 'scope',
  ReportWorking: 'scope',
  ReportDone: 'scope',
  ReportFeedback: 'scope',
  ChangeUnitStatus: 'scope',
}

/**
 * Doors of HTTP, by method and path. `open` needs no sign-in; `self` needs one, whatever its roles; `feed` needs a feed's token;
 * `demo` exists in the demonstration only; a list names the roles.
 */
export type DoorRule = 'open' | 'self' | 'feed' | 'demo' | readonly Role[]

const VIEWERS: readonly Role[] = SCREENS

export const DOORS: Readonly<Record<string, DoorRule>> = {
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  // How to trust this installation: who doesn't yet can't sign in.
  'GET /trust': 'open',
  'GET /trust/style.css': 'open',
  'GET /trust/authority.crt': 'open',
  'GET /trust/authority.pem': 'open',
  'GET /api/openapi.json': 'self',
  'GET /api/district': VIEWERS,
  'GET /map/:district/:file': VIEWERS,
  // Which documents of it: asked once more, document by document.
  'GET /api/incidents/:id/file': SCREENS.filter((r) => r !== 'wall'),
  // Which kinds: asked once more of each (`SEALED`).
  'GET /api/incidents/:id/contact': CENTRE,
  'POST /api/incidents/:id/contact': CENTRE,
  'POST /api/sealed/:ref/open': CENTRE,
  'GET /api/days': DISTRICT,
  'GET /api/statistics/phases': DISTRICT,
  // Which commands: asked of each by itself.
  'POST /api/commands': 'self',
  'GET /api/audit': ['audit_admin'],
  'GET /api/audit.csv': ['audit_admin'],
  // Signing in is how somebody gets in; a link's secret is what lets its holder in.
  'POST /api/session': 'open',
  'POST /api/invite': 'open',
  'POST /api/invite/look': 'open',
  'POST /api/invite/second-factor': 'open',
  'GET /api/provider': 'open',
  'POST /api/provider/begin': 'open',
  'POST /api/provider/finish': 'open',
  'GET /api/session': 'self',
  'DELETE /api/session': 'self',
  'GET /api/sessions': 'self',
  'DELETE /api/sessions/:id': 'self',
  'POST /api/password': 'self',
  'POST /api/second-factor/begin': 'self',
  'POST /api/second-factor/confirm': 'self',
  'GET /api/people': ['sec_admin', 'audit_admin'],
  'POST /api/people': ['sec_admin'],
  'PUT /api/people/:id': ['sec_admin'],
  'POST /api/people/:id/invite': ['sec_admin'],
  'DELETE /api/people/:id/sessions': ['sec_admin'],
  // A screen that has no key yet, or proves it: what it signs lets it in.
  'POST /api/walls/pairing': 'open',
  'POST /api/walls/pairing/status': 'open',
  'POST /api/walls/challenge': 'open',
  'POST /api/walls/session': 'open',
  'POST /api/walls/look': ['sys_admin'],
  'POST /api/walls': ['sys_admin'],
  'GET /api/devices': ['sys_admin'],
  'PUT /api/devices/:id': ['sys_admin'],
  'POST /api/feeds/:id/token': ['sys_admin'],
  // Organisations and areas to give rights over, for those without a live picture.
  'GET /api/registers/:kind': ['sys_admin', 'sec_admin', 'audit_admin'],
  'POST /ingest/positions': 'feed',
  'GET /ingest/osmand': 'feed',
  'POST /ingest/osmand': 'feed',
  'GET /demo/access': 'demo',
  'GET /demo/personas': 'demo',
  'POST /demo/session': 'demo',
  'GET /demo/clock': 'demo',
  'POST /demo/clock': 'demo',
}

/** Doors of the inner listener, which only those who run the server reach. */
export const INNER_DOORS: ReadonlySet<string> = new Set(['GET /healthz', 'GET /readyz', 'GET /metrics'])

/** The widest reach any of the roles has. */
export function reachOf(grants: Grants | undefined, roles: readonly Role[]): Reach | null {
  let reach: Reach | null = null
  for (const r of roles) {
    const own = grants?.[r]
    if (own === 'all') return own
    if (own) reach = own
  }
  return reach
}
