import { checkTelephone } from '../../../shared/codes/phone.js'
import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Consultation and complaints (咨询、投诉): each with a telephone, best not the same. */
export function checkContacts({ consultation, complaints }: ItemDocument): Finding[] {
  const numbers = (lines: string[]) => lines.some((line) => line.split(/[\s：:，,]+/).some(checkTelephone))
  const findings: Finding[] = []
  if (!numbers(consultation)) findings.push(found('CONSULTATION_PHONE', '/consultation'))
  if (!numbers(complaints)) findings.push(found('COMPLAINT_PHONE', '/complaints'))
  if (consultation.join() === complaints.join()) findings.push(found('SAME_PHONE', '/complaints'))
  return findings
}
