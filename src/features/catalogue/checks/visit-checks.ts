import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Codes of the dictionary handlingForm: at a computer, by mobile, by courier. */
const ONLINE_FORMS = ['2', '3']
const COURIER = '4'
/** Codes of the dictionary onlineDepth: more than questions; to the very end (全程网办). */
const HANDLED_ONLINE = ['2', '3', '4', '5', '6']
const TO_THE_END = '6'

/** Visits and ways without them (到现场次数、网办): they must fit each other. */
export function checkVisits({
  visits,
  visitReason,
  online,
  handlingForms,
  services,
}: ItemDocument): Finding[] {
  const findings: Finding[] = []
  if (visits > 0 && visitReason === undefined) findings.push(found('VISIT_REASON', '/visitReason'))
  if (visits === 0 && !online && !handlingForms?.includes(COURIER))
    findings.push(found('NO_VISIT_OFFLINE', '/online'))
  if (visits > 0 && services?.onlineDepth === TO_THE_END)
    findings.push(found('ONLINE_VISITS', '/visits', cameOnline(visits)))
  const depth = services?.onlineDepth
  if (!online && depth !== undefined && HANDLED_ONLINE.includes(depth))
    findings.push(found('ONLINE_FORMS', '/services/onlineDepth'))
  if (handlingForms !== undefined && handlingForms.some((form) => ONLINE_FORMS.includes(form)) !== online)
    findings.push(found('ONLINE_FORMS', '/handlingForms'))
  return findings
}

const cameOnline = (visits: number): Text => ({
  zh: `网上办理深度为全程网办（services.onlineDepth：${TO_THE_END}），到办事现场次数（visits）却为 ${visits}`,
  en: `Handled online to the end (services.onlineDepth: ${TO_THE_END}), but the applicant must come (visits: ${visits})`,
})
