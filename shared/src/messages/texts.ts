import type { AccountCode } from '../access/account'
import type { AccessCode } from '../access/permit'
import type { Role } from '../access/roles'
import type { AlertCode, AlertType } from '../alert/contract'
import type { AREA_LEVELS } from '../area/contract'
import type { AuditAct, AuditResult } from '../audit/contract'
import type { DeviceCode, DeviceKind, WallCode } from '../device/contract'
import type {
  CallCategory, DANGER_TAGS, Grade, HEADCOUNT_BANDS, IncidentClass, IncidentCode, IncidentSource, IncidentStatus, Priority, SEVERITY_SCHEMES,
} from '../incident/contract'
import type { Actor } from '../kernel/decider'
import type { RegistryCode } from '../kernel/registry'
import type { KEY_SITE_KINDS } from '../keySite/contract'
import type { ANSWER_CHANNELS, OrderCode, OrderRole, OrderStatus } from '../order/contract'
import type { OrderStage } from '../order/order'
import type { LadderPost } from '../order/policy'
import type { OrgRole } from '../org/contract'
import type { PersonCode, PersonPost } from '../person/contract'
import type { SealCode } from '../seal/contract'
import type { UnitCode, UnitKind, UnitStatus } from '../unit/contract'
import type { DoorCode } from '../wire/messages'
import type { EventName } from './events'

/** Every expected "no" there is: the areas' rules and the doors. A code without a text doesn't compile. */
export type AnyCode = IncidentCode | OrderCode | AlertCode | UnitCode | PersonCode | DeviceCode | WallCode | AccessCode | AccountCode | SealCode | RegistryCode | DoorCode

/** Posts that speak and are named instead of people: the ladders' and the desk's. */
export type Post = LadderPost | PersonPost

/**
 * The words of one language for every code and enum, as plain strings without markup. Rejections and events
 * may hold `{placeholders}` and `[parts]` that drop out when a value in them is empty (see `fill`).
 */
export interface Texts {
  rejection: Record<AnyCode, string>
  event: Record<EventName, string>
  incidentStatus: Record<IncidentStatus, string>
  incidentClass: Record<IncidentClass, string>
  callCategory: Record<CallCategory, string>
  incidentSource: Record<IncidentSource, string>
  grade: Record<Grade, string>
  priority: Record<Priority, string>
  headcountBand: Record<(typeof HEADCOUNT_BANDS)[number], string>
  dangerTag: Record<(typeof DANGER_TAGS)[number], string>
  severityScheme: Record<(typeof SEVERITY_SCHEMES)[number], string>
  orderStatus: Record<OrderStatus, string>
  /** The clock that runs, named by what it waits for. */
  orderStage: Record<OrderStage, string>
  orderRole: Record<OrderRole, string>
  answerChannel: Record<(typeof ANSWER_CHANNELS)[number], string>
  unitKind: Record<UnitKind, string>
  unitStatus: Record<UnitStatus, string>
  post: Record<Post, string>
  alertType: Record<AlertType, string>
  orgRole: Record<OrgRole, string>
  areaLevel: Record<(typeof AREA_LEVELS)[number], string>
  keySiteKind: Record<(typeof KEY_SITE_KINDS)[number], string>
  /** Who works with the console, by rights. */
  role: Record<Role, string>
  deviceKind: Record<DeviceKind, string>
  actorKind: Record<Actor['kind'], string>
  auditAct: Record<AuditAct, string>
  auditResult: Record<AuditResult, string>
}

/** The enums, without the texts that take values. */
export type EnumName = Exclude<keyof Texts, 'rejection' | 'event'>

/**
 * Which values each rejection's detail may carry. `messages.test.ts` compares it with the rules' sources,
 * so that a text never waits for a value nobody gives.
 */
export const REJECTION_DETAIL: Record<AnyCode, readonly string[]> = {
  'unknown-incident': ['incident'],
  'unknown-kind': ['kind'],
  'unknown-area': ['area'],
  'incident-closed': ['no', 'status'],
  'move-not-allowed': ['no', 'from', 'to'],
  'orders-open': ['no', 'count'],
  'grade-not-applicable': ['class'],
  'merge-into-itself': [],
  'half-a-point': [],
  'nothing-changed': [],
  'incident-not-accepted': ['no', 'status'],
  'unknown-org': ['org'],
  'org-not-permitted': ['org'],
  'unknown-unit': ['unit'],
  'unit-not-of-org': ['unit'],
  'unit-not-available': ['unit', 'status', 'no', 'title'],
  'org-already-ordered': ['org', 'no'],
  'unknown-order': ['order'],
  'order-step-not-allowed': ['no', 'from', 'to'],
  'no-clock-policy': [],
  'unknown-alert': ['alert'],
  'already-acknowledged': ['by'],
  'alert-cleared': ['no'],
  'no-longer-true': ['status'],
  'step-already-taken': [],
  'unit-on-order': ['unit', 'order'],
  'status-unchanged': ['unit'],
  'unknown-record-kind': ['kind'],
  'invalid-record': ['kind', 'id', 'fault'],
  'unknown-message': ['name'],
  'unknown-command': ['type'],
  'invalid-command': ['type', 'at', 'why'],
  'command-id-reused': [],
  'command-expired': [],
  'occurred-in-future': [],
  'too-large': ['limit'],
  'too-fast': ['retryAfterS'],
  'read-only': [],
  unavailable: [],
  'not-ready': [],
  'wrong-version': [],
  'forbidden-origin': [],
  'not-found': [],
  unauthorised: [],
  'not-permitted': ['type'],
  'unknown-person': ['person'],
  'all-admin-roles': [],
  'last-admin': [],
  'own-rights': [],
  'scope-missing': [],
  'unknown-device': ['device'],
  'device-kind-fixed': [],
  'device-revoked': ['name'],
  'pairing-code-unknown': [],
  'pairing-code-expired': [],
  'pairing-code-used': [],
  'pairing-over': [],
  'key-not-valid': [],
  'proof-refused': [],
  'sign-in-refused': [],
  'second-factor-needed': [],
  'second-factor-missing': [],
  'second-factor-wrong': [],
  'second-factor-not-begun': [],
  'password-wrong': [],
  'password-too-short': ['min'],
  'password-too-common': [],
  'invite-not-valid': [],
  'login-taken': ['login'],
  'unknown-session': [],
  'unknown-sealed': [],
  'sealed-purged': [],
  'nothing-sealed': ['no'],
  'incident-open': ['no'],
  'incident-archived': ['no'],
  'too-many-looks': ['limit'],
}

/** Values of a detail that are themselves codes, and the enum that names them. */
export const DETAIL_ENUMS: Partial<Record<AnyCode, Record<string, EnumName>>> = {
  'incident-closed': { status: 'incidentStatus' },
  'incident-not-accepted': { status: 'incidentStatus' },
  'move-not-allowed': { from: 'incidentStatus', to: 'incidentStatus' },
  'grade-not-applicable': { class: 'incidentClass' },
  'unit-not-available': { status: 'unitStatus' },
  'order-step-not-allowed': { from: 'orderStatus', to: 'orderStatus' },
  'already-acknowledged': { by: 'post' },
  'no-longer-true': { status: 'orderStatus' },
}
