import { Type } from 'typebox'
import { Instant, model, Strict } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import type { AuditRow } from './access-store.js'

/** A record of the audit trail (审计记录): who did or read what, of which organ, in which role, why, when, from where. */
export const AuditEntry = model(
  'AuditEntry',
  Strict({
    auditNo: Type.Integer({ examples: [1] }),
    at: Instant,
    actor: Type.String({ description: 'issuer|subject' }),
    staffNo: Type.Optional(Type.String({ description: 'Of the staff register (工号)' })),
    role: Type.Optional(Type.String({ description: 'Roles that the actor held', examples: ['reviewer'] })),
    organisation: Type.Optional(
      Type.String({ description: 'Organ of the actor (操作人所在机构)', examples: [COUNTY_MARKET] }),
    ),
    action: Type.String({ examples: ['grantRole'] }),
    object: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown()),
    purpose: Type.Optional(Type.String({ description: 'What a clear reading was for (查阅目的)' })),
    traceId: Type.String(),
    address: Type.String(),
  }),
)

export function viewAudit(row: AuditRow) {
  const { audit_no, trace_id, staff_no, role, actor_organisation, purpose, ...rest } = row
  return {
    ...rest,
    auditNo: audit_no,
    traceId: trace_id,
    ...(staff_no === null ? {} : { staffNo: staff_no }),
    ...(role === null || role === '' ? {} : { role }),
    ...(actor_organisation === null ? {} : { organisation: actor_organisation }),
    ...(purpose === null ? {} : { purpose }),
  }
}
