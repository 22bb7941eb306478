import { error, finder, type Rule } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Visits, and ways without them. */
export const VISIT_RULES = {
  VISIT_REASON: error(
    ['到办事现场次数大于 0 但未说明原因', 'Nothing says why the applicant must come'],
    ['填写必须现场办理原因说明，或者将次数改为 0', 'Say why, or ask for no visit'],
  ),
  NO_VISIT_OFFLINE: error(
    ['跑零次事项须可网办或者快递申请', 'Without a visit the item must be online or by courier'],
    [
      '将“是否网办”改为是，或者在办理形式中加入快递申请',
      'Put the item online, or add the courier to the forms of handling',
    ],
  ),
  ONLINE_VISITS: error(
    ['全程网办事项的到办事现场次数应为 0', 'Handled online to the end, but the applicant must come'],
    ['将次数改为 0，或者改正网上办理深度', 'Ask for no visit, or correct the depth of online handling'],
  ),
  ONLINE_FORMS: error(
    [
      '“是否网办”与办理形式、网上办理深度不一致',
      'Online or not: the forms of handling or the depth say otherwise',
    ],
    [
      '可网办的，办理形式应含网上办理；不可网办的，不得列网上办理和受理以上的深度',
      'An item that is online has a form of handling online; one that is not has neither such a form nor a depth beyond questions',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(VISIT_RULES)

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
