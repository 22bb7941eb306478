import type { Static } from 'typebox'
import type { Deps } from '../../deps.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { takeInHand } from '../cases/case-in-hand.js'
import type { MessageView } from './message-schemas.js'
import {
  type Inbox,
  type MessagePosition,
  type MessageRow,
  markRead,
  selectMessage,
  selectMessages,
} from './message-store.js'
import { isNoticeKind, NOTICE_KINDS } from './notice-kinds.js'

export type { MessagePosition, MessageRow } from './message-store.js'

/** Who reads messages: of their cases, and what lies in their own inbox. */
export const MESSAGE_READERS = [
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'lead',
  'supervisor',
  'citizen',
  'assistant',
] as const satisfies readonly Role[]

/** What lies in a caller's inbox: one's own, and what goes to the roles that one holds in an organ. */
function inboxOf(caller: Caller): Inbox {
  const work = caller.grants.flatMap(({ organisation, predecessors = [], role }) =>
    [organisation, ...predecessors].map((code) => ({ organisation: code, role })),
  )
  const once = new Map(work.map((each) => [`${each.organisation} ${each.role}`, each]))
  return { subject: subjectOf(caller), staffNo: caller.staffNo, work: [...once.values()] }
}

/** Whether a message lies in the caller's own inbox. */
export function isAddressee(caller: Caller, row: MessageRow): boolean {
  const { subject, staffNo, work } = inboxOf(caller)
  if (row.subject === subject || (row.staff_no !== null && row.staff_no === staffNo)) return true
  return (
    row.audience === 'organ' &&
    work.some(({ organisation, role }) => organisation === row.organisation_code && role === row.role)
  )
}

/**
 * A page of what was told, the newest first (通知记录): of a case that the caller sees, all of it for staff and the own for
 * applicants; without a case the own inbox (站内消息). 404 for a case out of sight.
 */
export async function listMessages(
  deps: Deps,
  caller: Caller,
  caseNo: string | undefined,
  after: MessagePosition | undefined,
  limit: number,
): Promise<MessageRow[]> {
  const seesAll = caseNo !== undefined && (await takeInHand(deps, caller, caseNo)).asStaff
  const inbox = seesAll ? undefined : inboxOf(caller)
  return selectMessages(deps.pool, { caseNo, inbox }, after, limit)
}

/**
 * One message, for its addressee and for staff who see its case; 404 for others. The first reading of its addressee is
 * kept (已读).
 */
export async function readMessage(deps: Deps, caller: Caller, id: string): Promise<MessageRow> {
  const row = await selectMessage(deps.pool, id)
  if (row === undefined) throw problem('NOT_FOUND')
  if (isAddressee(caller, row)) {
    if (row.read_at !== null) return row
    await markRead(deps.pool, id)
    return (await selectMessage(deps.pool, id)) ?? row
  }
  if (row.case_no === null || !(await takeInHand(deps, caller, row.case_no)).asStaff)
    throw problem('NOT_FOUND')
  return row
}

/** A message as it is shown. */
export function viewMessage(row: MessageRow): Static<typeof MessageView> {
  const { kind, audience } = row
  return {
    messageId: row.id,
    kind,
    class: isNoticeKind(kind) ? NOTICE_KINDS[kind].class : 'service',
    ...given('caseNo', row.case_no),
    ...given('organisation', row.organisation_code),
    to: {
      kind: audience as 'party',
      ...given('partyNo', row.party_no),
      ...given('staffNo', row.staff_no),
      ...(audience === 'organ' ? given('organisation', row.organisation_code) : {}),
      ...given('role', row.role),
      ...given('deputyFor', row.deputy_for),
      ...given('name', row.recipient_masked),
    },
    language: row.language as 'zh',
    title: row.title,
    body: row.body,
    template: { key: row.template_key, version: row.template_version },
    createdAt: row.created_at,
    ...given('readAt', row.read_at),
    ...given('withdrawnAt', row.withdrawn_at),
    ...given('insideOnly', row.inside_only as 'noChannel' | null),
    deliveries: row.deliveries.map((each) => ({
      channel: each.channel as 'sms',
      round: each.round,
      status: each.status as 'SENT',
      ...given('address', each.address_masked),
      attempts: each.attempts,
      ...(each.status === 'WAITING' ? { nextAt: each.next_at } : {}),
      ...given('sentAt', each.sent_at),
      ...given('receipt', each.receipt),
      tries: each.tries,
    })),
  }
}

/** A member where there is a value for it. */
const given = <K extends string, V>(name: K, value: V | null): { [N in K]?: V } =>
  (value === null ? {} : { [name]: value }) as { [N in K]?: V }
