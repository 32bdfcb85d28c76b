/** Every kind of fact a log may hold, for the lines of an incident's file. `messages.test.ts` compares it with the rules' sources. */
export const EVENT_NAMES = [
  'IncidentReported', 'IncidentRevised', 'IncidentGraded', 'IncidentMerged', 'IncidentAccepted', 'IncidentRejected', 'IncidentRecordedOnly',
  'IncidentVoided', 'IncidentResolved', 'IncidentReviewStarted', 'IncidentClosed', 'IncidentReworked', 'IncidentArchived',
  'OrderIssued', 'OrderAcknowledged', 'OrderDeclined', 'OrderEnRoute', 'OrderOnScene', 'OrderWorking', 'OrderFeedback', 'OrderDone',
  'OrderRecalled', 'OrderExpired',
  'AlertRaised', 'AlertEscalated', 'AlertAcknowledged',
  'UnitStatusChanged', 'UnitContactLost', 'UnitContactRegained', 'RecordPut', 'PersonPut', 'DevicePut', 'ContactSealed', 'SealedPurged',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** Values a line about an event may use: what the reader of the file knows, already in words. */
export const EVENT_VALUES = ['who', 'whom', 'unit', 'no', 'reason', 'text', 'channel', 'status', 'grade', 'role'] as const
export type EventValue = (typeof EVENT_VALUES)[number]
