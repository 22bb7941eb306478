import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { LAMPS } from '../features/deadlines/clock.js'
import { STATUS_NAMES } from '../features/workflow/statuses.js'
import { ROLE_NAMES } from '../shared/roles.js'
import { Instant, LegalDate, Strict, strEnum, Uuid } from '../shared/schema.js'
import type { Text } from '../shared/text.js'

/** What a type of event is: its version, its name for people, and the closed schema of its payload. */
export interface EventKind<P extends TSchema = TSchema> {
  v: number
  title: Text
  payload: P
}

export const code = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 100, description, examples: [example] })
export const codes = (description: string, ...examples: string[]) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 1000,
    description,
    examples: [examples],
  })
export const optional = Type.Optional
export const day = (description: string) =>
  Type.String({ format: 'date', description, examples: ['2026-03-02'] })

export const OrganCode = code('Code of an organisation (机构编码)', '11511102MB0YCH001A')
export const StaffNo = code('Number of a member of staff (工号)', 'A0017')

export const EventStatus = strEnum(STATUS_NAMES, { description: 'Status of a case (办件状态)' })

const Hash = (description: string) =>
  Type.String({ pattern: '^[0-9a-f]{64}$', description, examples: ['9f86d081884c7d65'.repeat(4)] })

/** In every payload: what stands beside the event is bound to it by hashes, so that the chain covers it too. */
export const BESIDE = {
  besideHash: Hash(
    'Of what stands beside the event: the identity of the actor and who may see it. Checked by the service’s own verify, opaque to others (附属内容哈希)',
  ),
  wordsHash: optional(
    Hash(
      'Of the free words that were given with the act (reason, opinion …); they are kept beside, never here (文字内容哈希)',
    ),
  ),
}

/** Of the last event of each act on a case: the parties and materials as they stand after it. */
export const ApplicationHash = optional(
  Hash(
    'Of the parties and materials as they stand after the act. Checked by the service’s own verify, opaque to others (当事人与申请材料哈希)',
  ),
)

/** A type of event; the payload is closed and carries the hashes of what stands beside. */
export function eventKind<P extends TProperties>(zh: string, en: string, properties: P, v = 1) {
  return { v, title: { zh, en }, payload: Strict({ ...properties, ...BESIDE }) }
}

/** Who acted, without a name: a staff number is no personal data. */
export const EventActor = Strict(
  {
    kind: strEnum(['person', 'system'], { description: 'A person, or the service by law (经办主体)' }),
    staffNo: optional(StaffNo),
    organisation: optional(
      Type.String({
        maxLength: 50,
        description: 'In whose staff the actor acts (所属机构)',
        examples: ['11511102MB0YCH001A'],
      }),
    ),
    role: optional(strEnum(ROLE_NAMES, { description: 'In which the act was done (角色)' })),
    windowId: optional(Uuid),
    inNameOf: optional(
      Type.String({
        maxLength: 50,
        description: 'The entrusting organ, for an entrusted act (委托机关)',
        examples: ['11511102MB0YCH001A'],
      }),
    ),
    deputyFor: optional(
      Type.String({
        maxLength: 100,
        description: 'Number of the absent person in whose stead it was done (被代理人工号)',
        examples: ['A0018'],
      }),
    ),
  },
  { description: 'Who acted: a staff number, never a name (经办人)' },
)
export type EventActor = Static<typeof EventActor>

/** A clock that the event changed, as it stands after it. */
export const EventClock = Strict(
  {
    clockId: Uuid,
    kind: code('INTAKE_5D, PROMISE, LEGAL, STEP, DELIVERY_10D …', 'LEGAL'),
    state: strEnum(['RUNNING', 'PAUSED', 'STOPPED']),
    startedOn: LegalDate,
    due: optional(LegalDate),
    hours: optional(Type.Integer({ description: 'Of a limit in hours: how many (小时数)', examples: [6] })),
    dueAt: optional({ ...Instant, description: 'Of a limit in hours: until when (到期时刻)' }),
    provisional: Type.Boolean({ description: 'The due day is not certain yet', examples: [false] }),
    stoppedOn: optional(LegalDate),
    lamp: optional(strEnum(LAMPS, { description: 'At the stop (停止时的灯色)' })),
    limit: Strict({
      amount: Type.Integer({ examples: [20] }),
      unit: strEnum(['workingDay', 'day', 'month', 'year']),
    }),
    taskId: optional(Uuid),
    undone: optional(
      Type.Literal(true, { description: 'The act that began it was taken back: it never ran (已撤销)' }),
    ),
  },
  { description: 'A clock that this event changed (时限)' },
)
export type EventClock = Static<typeof EventClock>

/** Why clocks moved, from when to when (变动原因、原到期日、新到期日). */
export const CLOCK_MOVED = {
  reason: strEnum(['calendarChanged'], { description: 'Why the due day moved (变动原因)' }),
  calendar: code('Code of the calendar (日历)', 'CN'),
  calendarRevision: Type.Integer({ examples: [4] }),
  moved: Type.Array(
    Strict({
      clockId: Uuid,
      from: optional(LegalDate),
      to: optional(LegalDate),
      fromAt: optional({ ...Instant, description: 'Of a limit in hours: until when it ran (原到期时刻)' }),
      toAt: optional({ ...Instant, description: 'Of a limit in hours: until when it runs (新到期时刻)' }),
    }),
    { minItems: 1, description: 'Due day before and after (原到期日、新到期日)' },
  ),
}

export const EventTask = Strict({
  taskId: Uuid,
  kind: strEnum(['step', 'opinion']),
  step: code('Key of the step (环节)', 'review'),
  phase: strEnum(['review', 'decide']),
  organisation: optional(OrganCode),
  openedAt: Instant,
})

export const ClosedTask = Strict({
  ...EventTask.properties,
  closedAt: optional(Instant),
  outcome: optional(strEnum(['completed', 'returned', 'ended'])),
})

export const IssuedDocument = Strict({
  documentNo: code('Number (文书编号)', '5111002603021000013-01'),
  kind: code('Kind (文书类型)', 'acceptanceNotice'),
  issuedOn: LegalDate,
  contentHash: Hash('Of the content, with a salt that is kept beside (内容哈希)'),
})

/** So many papers of a material, as they were handed over (移交份数). */
export const HandedSheet = Strict({
  materialCode: code('Code of the material (材料编码)', 'layout-plan'),
  count: Type.Integer({ description: 'How many were handed over (份数)', examples: [2] }),
})

/** And what became of them. */
export const SheetOutcome = Strict({
  ...HandedSheet.properties,
  received: Type.Integer({ description: 'Came (接收份数)', examples: [1] }),
  refused: Type.Integer({ description: 'Were refused and go back (退回份数)', examples: [1] }),
  lost: Type.Integer({ description: 'Never arrived (遗失份数)', examples: [0] }),
})

/** Parts of many events, by the names under which the contract shows them once. */
export const SHARED_PARTS = {
  EventActor,
  EventClock,
  EventTask,
  ClosedTask,
  IssuedDocument,
  EventStatus,
  EventBesideHash: BESIDE.besideHash,
  EventWordsHash: BESIDE.wordsHash,
  EventApplicationHash: ApplicationHash,
}
