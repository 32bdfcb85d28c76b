/**
 * What is expected, written by hand and apart from the policy, for people to read and to contradict: columns are who, rows what.
 * Nothing here is worked out from `shared/src/access/policy.ts`; where the two differ, one of them is wrong and the proof says so.
 *
 * `liai` speaks for an organisation, `town` for a township with all that lies in it, `grid` for a village of it; `gone` was put out of
 * service while it was signed in, `none` never was, `feed` brings the token of another system.
 */
const COLUMNS = 'wall inta disp chie comm anal supe liai town grid sysa seca auda gone none feed'
export const COLUMN_NAMES = COLUMNS.split(' ') as readonly Column[]
export type Column = 'wall' | 'inta' | 'disp' | 'chie' | 'comm' | 'anal' | 'supe' | 'liai' | 'town' | 'grid' | 'sysa' | 'seca' | 'auda' | 'gone' | 'none' | 'feed'

/** Documents on screens: `a` all of the kind, `o` one's own alone, `.` none. */
const SEEN = `
                wall inta disp chie comm anal supe liai town grid sysa seca auda gone none feed
organisation    a    a    a    a    a    a    a    a    a    a    .    .    .    .    .    .
area            a    a    a    a    a    a    a    a    a    a    .    .    .    .    .    .
keySite         a    a    a    a    a    a    a    a    a    a    .    .    .    .    .    .
source          a    a    a    a    a    a    a    a    a    a    .    .    .    .    .    .
incidentKind    a    a    a    a    a    a    a    a    a    a    .    .    .    .    .    .
policy          a    a    a    a    a    a    a    a    a    .    .    .    .    .    .    .
runCard         a    a    a    a    a    a    a    .    .    .    .    .    .    .    .    .
numbering       .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
unit            a    a    a    a    a    a    a    o    o    o    .    .    .    .    .    .
incident        a    a    a    a    a    a    a    o    o    o    .    .    .    .    .    .
order           a    a    a    a    a    a    a    o    o    o    .    .    .    .    .    .
alert           a    a    a    a    a    a    a    o    o    o    .    .    .    .    .    .
incidentDay     a    a    a    a    a    a    a    .    .    .    .    .    .    .    .    .
device          .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
person          .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
`

/**
 * Every field of the four kinds that are about cases, in whatever of them somebody sees: `+` shown, `.` not, `~` shown but for a
 * sensitive case, where only a place to the nearest 100 m without words is. A field that has no row here may not be shown to anybody.
 */
const FIELDS = `
                          wall inta disp chie comm anal supe liai town grid sysa seca auda gone none feed
incident.id               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.no               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.title            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.text             .    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.sourceRef        .    +    +    +    +    +    +    .    .    .    .    .    .    .    .    .
incident.sealed           .    +    +    +    +    +    +    .    .    .    .    .    .    .    .    .
incident.place            ~    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.clocks           .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
incident.sensitivePlace   +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.kindId           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.class            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.category         +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.glyph            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.source           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.grade            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.priority         +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.severityRank     +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.severitySource   +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.headcountBand    +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.casualties       +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.dangerTags       +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.status           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.leadOrgId        +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.mergedInto       +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.happenedAt       +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.receivedAt       +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.times            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.due              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.orders           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
incident.day              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.id                  +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.no                  +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.incidentId          +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.orgId               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.unitId              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.areaId              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.role                +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.priority            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.urgent              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.content             .    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.reason              .    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.feedback            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.feedback.text       .    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.feedbacks           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.status              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.times               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.clocks              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.ladder              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
order.alertId             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.id                  +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.type                +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.orderId             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.orderNo             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.incidentId          +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.orgId               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.unitId              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.areaId              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.priority            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.dueAt               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.raisedAt            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.taken               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.next                +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.acknowledgedAt      +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.acknowledgedBy      +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.clearedAt           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
alert.clearedBy           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.id                   +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.callSign             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.callSignEn           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.kind                 +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.orgId                +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.areaId               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.servesAreaId         .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
unit.crewSize             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.capability           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.sourceId             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.deviceId             .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
unit.usualSpeedKmh        +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.homeLon              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.homeLat              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.madeUp               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.standIn              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.status               +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.statusAt             +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.orderId              +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.incidentId           +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
unit.lostSince            +    +    +    +    +    +    +    +    +    +    .    .    .    .    .    .
`

/**
 * Commands: `b` taken whatever they are about, `o` about one's own alone, `.` not at all. What is one's own: a case in one's areas, an
 * order, alert or unit of one's organisation; of a feed, what its own units carry.
 */
const COMMANDS = `
                        wall inta disp chie comm anal supe liai town grid sysa seca auda gone none feed
ReportIncident          .    b    b    b    b    .    .    b    o    o    .    .    .    .    .    b
ReviseIncident          .    b    b    b    b    .    .    .    o    .    .    .    .    .    .    .
ReviseIncident/away     .    b    b    b    b    .    .    .    .    .    .    .    .    .    .    .
AcceptIncident          .    b    b    b    b    .    .    .    .    .    .    .    .    .    .    .
RejectIncident          .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
RecordIncidentOnly      .    b    b    b    b    .    .    .    .    .    .    .    .    .    .    .
VoidIncident            .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
MergeIncident           .    b    b    b    b    .    .    .    .    .    .    .    .    .    .    .
GradeIncident           .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
ResolveIncident         .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
ReviewIncident          .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
CloseIncident           .    .    .    b    b    .    .    .    .    .    .    .    .    .    .    .
ReworkIncident          .    .    b    b    b    .    b    .    .    .    .    .    .    .    .    .
ArchiveIncident         .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
IssueOrder              .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
RecallOrder             .    .    b    b    b    .    .    .    .    .    .    .    .    .    .    .
ExpireOrder             .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
AcknowledgeOrder        .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
DeclineOrder            .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
ReportEnRoute           .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
ReportOnScene           .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
ReportWorking           .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
ReportDone              .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
ReportFeedback          .    b    b    b    b    .    .    o    o    o    .    .    .    .    .    o
AcknowledgeAlert        .    b    b    b    b    .    .    o    o    .    .    .    .    .    .    .
EscalateAlert           .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
ChangeUnitStatus        .    .    b    b    b    .    .    o    o    .    .    .    .    .    .    o
NoteLostContact         .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
NoteRegainedContact     .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
PutPerson               .    .    .    .    .    .    .    .    .    .    .    b    .    .    .    .
PutDevice               .    .    .    .    .    .    .    .    .    .    b    .    .    .    .    .
SealContact             .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
PurgeSealed             .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
PutRecords              .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
`

/**
 * Doors of a server that is not the demonstration and speaks plain HTTP: `+` lets in (what it then says of the request is its own
 * business), `1` 401, `3` 403, `4` 404. HEAD is expected to be what GET is. `own`, `other`: a case that is one's own or isn't, for
 * those who see only a part; `absent`: none at all. The last rows are doors that must not be there.
 */
const DOORS = `
                                       wall inta disp chie comm anal supe liai town grid sysa seca auda gone none feed
GET /healthz                           +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /readyz                            +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /                                  +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /wall                              +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /desk                              +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /enter                             +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /signin                            +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /setup                             +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /provider                          +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /account                           +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /admin                             +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /*                                 +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /api/openapi.json                  +    +    +    +    +    +    +    +    +    +    +    +    +    1    1    +
GET /api/district                      +    +    +    +    +    +    +    +    +    +    3    3    3    1    1    1
GET /map/:district/:file               +    +    +    +    +    +    +    +    +    +    3    3    3    1    1    1
GET /api/incidents/:id/file own        3    +    +    +    +    +    +    +    +    +    3    3    3    1    1    1
GET /api/incidents/:id/file other      3    +    +    +    +    +    +    4    4    4    3    3    3    1    1    1
GET /api/incidents/:id/file absent     3    4    4    4    4    4    4    4    4    4    3    3    3    1    1    1
GET /api/incidents/:id/contact         3    +    +    +    +    3    3    3    3    3    3    3    3    1    1    1
POST /api/incidents/:id/contact        3    +    +    +    +    3    3    3    3    3    3    3    3    1    1    1
POST /api/sealed/:ref/open             3    +    +    +    +    3    3    3    3    3    3    3    3    1    1    1
GET /api/days                          +    +    +    +    +    +    +    3    3    3    3    3    3    1    1    1
GET /api/statistics/phases             +    +    +    +    +    +    +    3    3    3    3    3    3    1    1    1
POST /api/commands                     3    +    +    +    +    +    +    +    +    +    +    +    +    1    1    +
GET /api/audit                         3    3    3    3    3    3    3    3    3    3    3    3    +    1    1    1
GET /api/audit.csv                     3    3    3    3    3    3    3    3    3    3    3    3    +    1    1    1
POST /api/session                      +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/invite                       +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/invite/look                  +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/invite/second-factor         +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /api/provider                      +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/provider/begin               +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/provider/finish              +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
GET /api/session                       +    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
DELETE /api/session                    1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
GET /api/sessions                      1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
DELETE /api/sessions/:id               1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
POST /api/password                     1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
POST /api/second-factor/begin          1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
POST /api/second-factor/confirm        1    +    +    +    +    +    +    +    +    +    +    +    +    1    1    1
GET /api/people                        3    3    3    3    3    3    3    3    3    3    3    +    +    1    1    1
POST /api/people                       3    3    3    3    3    3    3    3    3    3    3    +    3    1    1    1
PUT /api/people/:id                    3    3    3    3    3    3    3    3    3    3    3    +    3    1    1    1
POST /api/people/:id/invite            3    3    3    3    3    3    3    3    3    3    3    +    3    1    1    1
DELETE /api/people/:id/sessions        3    3    3    3    3    3    3    3    3    3    3    +    3    1    1    1
POST /api/walls/pairing                +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/walls/pairing/status         +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/walls/challenge              +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/walls/session                +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +
POST /api/walls/look                   3    3    3    3    3    3    3    3    3    3    +    3    3    1    1    1
POST /api/walls                        3    3    3    3    3    3    3    3    3    3    +    3    3    1    1    1
GET /api/devices                       3    3    3    3    3    3    3    3    3    3    +    3    3    1    1    1
PUT /api/devices/:id                   3    3    3    3    3    3    3    3    3    3    +    3    3    1    1    1
POST /api/feeds/:id/token              3    3    3    3    3    3    3    3    3    3    +    3    3    1    1    1
GET /api/registers/:kind               3    3    3    3    3    3    3    3    3    3    +    +    +    1    1    1
POST /ingest/positions                 1    1    1    1    1    1    1    1    1    1    1    1    1    1    1    +
GET /ingest/osmand                     1    1    1    1    1    1    1    1    1    1    1    1    1    1    1    +
POST /ingest/osmand                    1    1    1    1    1    1    1    1    1    1    1    1    1    1    1    +
GET /metrics                           4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
GET /demo/access                       4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
GET /demo/personas                     4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
POST /demo/session                     4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
GET /demo/clock                        4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
POST /demo/clock                       4    4    4    4    4    4    4    4    4    4    4    4    4    4    4    4
`
/** Rows of `DOORS` that the server must not have. */
export const NO_DOORS = ['GET /metrics', 'GET /demo/access', 'GET /demo/personas', 'POST /demo/session', 'GET /demo/clock', 'POST /demo/clock']

/** One table: what a row says of a column. Throws where somebody has mistyped it. */
export interface Table {
  rows: readonly string[]
  /** `undefined` where there is no such row. */
  at(row: string, column: Column): string | undefined
}

function read(text: string): Table {
  const [head, ...lines] = text.trim().split('\n').map((l) => l.trim())
  if (head!.split(/\s+/).join(' ') !== COLUMNS) throw new Error(`a table has other columns: ${head}`)
  const rows = new Map<string, readonly string[]>()
  for (const line of lines) {
    const words = line.split(/\s+/)
    const cells = words.slice(-COLUMN_NAMES.length)
    const name = words.slice(0, -COLUMN_NAMES.length).join(' ')
    if (cells.some((c) => c.length !== 1) || name === '' || rows.has(name)) throw new Error(`a row that can't be read: ${line}`)
    rows.set(name, cells)
  }
  return { rows: [...rows.keys()], at: (row, column) => rows.get(row)?.[COLUMN_NAMES.indexOf(column)] }
}

export const seen = read(SEEN)
export const fields = read(FIELDS)
export const commands = read(COMMANDS)
export const doors = read(DOORS)
