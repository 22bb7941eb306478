import { type Static, Type } from 'typebox'
import { binder } from '../../database/statement.js'
import { LegalDate, strEnum } from '../../http/schemas.js'
import type { Caller } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { numberIndexes } from '../../shared/number-index.js'
import { STATUSES, type Status } from '../workflow/statuses.js'
import { visibleCondition } from './case-visibility.js'

/** The filters of GET /v1/cases; dates are inclusive legal dates. */
export const caseFilterFields = {
  status: Type.Optional(strEnum(Object.keys(STATUSES) as Status[])),
  item: Type.Optional(Type.String({ maxLength: 50, description: 'Code of the approval item (事项)' })),
  organisation: Type.Optional(
    Type.String({ maxLength: 50, description: 'Code of the deciding organ (实施主体)' }),
  ),
  window: Type.Optional(Type.String({ format: 'uuid', description: 'Window (窗口) that took the case in' })),
  assignee: Type.Optional(
    Type.String({ maxLength: 200, description: 'Subject to whom an open step is assigned' }),
  ),
  dueBefore: Type.Optional(LegalDate),
  lamp: Type.Optional(strEnum(['NONE', 'NOTICE', 'YELLOW', 'RED'])),
  applicantIdNumber: Type.Optional(
    Type.String({ maxLength: 50, description: "A party's identity number, found through the blind index" }),
  ),
  createdFrom: Type.Optional(LegalDate),
  createdTo: Type.Optional(LegalDate),
}

export type CaseFilters = Static<ReturnType<typeof filterSchema>>
function filterSchema() {
  return Type.Object(caseFilterFields)
}

export interface Condition {
  where: string
  bound: unknown[]
}

/** The SQL condition of a list: fixed fragments, bound values, visibility always among them. */
export function caseCondition(
  caller: Caller,
  filters: CaseFilters,
  encryption: Encryption,
  after?: { createdAt: string; id: string },
): Condition {
  const { bound, bind } = binder()
  const parts = [visibleCondition(caller, bind)]
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`c.${column} = ${bind(value)}`)
  }
  equal('status', filters.status)
  equal('item_code', filters.item)
  equal('organisation_code', filters.organisation)
  equal('window_id', filters.window)
  equal('lamp', filters.lamp)
  if (filters.dueBefore !== undefined) parts.push(`c.due_on < ${bind(filters.dueBefore)}`)
  if (filters.createdFrom !== undefined)
    parts.push(`c.created_at >= (${bind(filters.createdFrom)}::date::timestamp at time zone 'Asia/Shanghai')`)
  if (filters.createdTo !== undefined)
    parts.push(
      `c.created_at < ((${bind(filters.createdTo)}::date + 1)::timestamp at time zone 'Asia/Shanghai')`,
    )
  if (filters.assignee !== undefined) {
    parts.push(
      `exists (select 1 from case_tasks t where t.case_id = c.id and t.closed_at is null and t.assignee = ${bind(filters.assignee)})`,
    )
  }
  if (filters.applicantIdNumber !== undefined) {
    const indexes = numberIndexes(encryption, filters.applicantIdNumber)
    parts.push(
      `c.id in (select p.case_id from case_parties p where p.id_number_index = any(${bind(indexes)}::bytea[]))`,
    )
  }
  if (after !== undefined) parts.push(`(c.created_at, c.id) < (${bind(after.createdAt)}, ${bind(after.id)})`)
  return { where: parts.join(' and '), bound }
}
