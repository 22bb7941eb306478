import { checkTelephone, telephonesIn } from '../../../shared/codes/phone.js'
import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Telephones, and the windows that take applications in. */
export const CONTACT_RULES = {
  CONSULTATION_PHONE: error(
    ['咨询方式没有带区号的电话', 'No telephone with area code for questions'],
    ['填写带区号的咨询电话，如 0833-2100312', 'Name a telephone with area code, e.g. 0833-2100312'],
  ),
  COMPLAINT_PHONE: error(
    ['投诉方式没有带区号的电话', 'No telephone with area code for complaints'],
    ['填写带区号的投诉电话或者 12345', 'Name a telephone with area code, or 12345'],
  ),
  SAME_PHONE: warning(
    ['咨询与投诉电话相同', 'The same telephone serves questions and complaints'],
    ['投诉电话宜由监督部门接听', 'Complaints should be taken by somebody else'],
  ),
  TELEPHONE: error(
    ['电话号码缺少区号或者格式错误', 'A telephone number without area code or in a wrong form'],
    ['填写带区号的电话，如 0833-2100312', 'Write it with its area code, e.g. 0833-2100312'],
  ),
  WINDOW_AUTHORITY: error(
    ['所列窗口均不能收件', 'None of the windows takes applications in'],
    ['至少列出一个可决定、受理或者代收的窗口', 'Name a window that decides, accepts or collects'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(CONTACT_RULES)

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
