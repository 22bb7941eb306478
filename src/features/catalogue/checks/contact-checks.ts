import { checkTelephone, telephonesIn } from '../../../shared/codes/phone.js'
import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Consultation and complaints (咨询、投诉): each with a telephone with area code, best not the same. */
export function checkContacts(document: ItemDocument): Finding[] {
  const consultation = new Set(document.consultation.flatMap(telephonesIn))
  const complaints = new Set(document.complaints.flatMap(telephonesIn))
  const findings: Finding[] = []
  if (consultation.size === 0) findings.push(found('CONSULTATION_PHONE', '/consultation'))
  if (complaints.size === 0) findings.push(found('COMPLAINT_PHONE', '/complaints'))
  if ([...complaints].some((number) => consultation.has(number)))
    findings.push(found('SAME_PHONE', '/complaints'))
  return [...findings, ...checkNumbers(document), ...checkWindows(document)]
}

function checkNumbers({ windows = [], specialProcedures }: ItemDocument): Finding[] {
  return Object.entries({ windows, specialProcedures }).flatMap(([list, entries]) =>
    entries.flatMap(({ telephone }, index) =>
      telephone === undefined || checkTelephone(telephone)
        ? []
        : [found('TELEPHONE', `/${list}/${index}/telephone`)],
    ),
  )
}

function checkWindows({ windows }: ItemDocument): Finding[] {
  if (windows === undefined || windows.some(({ authority }) => authority !== 'advises')) return []
  return [found('WINDOW_AUTHORITY', '/windows')]
}
