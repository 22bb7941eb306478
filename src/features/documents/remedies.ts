import { MASKED } from '../../shared/masks.js'
import { DENYING_PAPERS } from '../workflow/grant.js'
import { partialOf } from './granted.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'

/** Where to go against a paper (救济途径): the template's words always; nobody's free words stand in or beside them. Pure. */

/** Against these somebody may go to the authority above and to court (行政许可法 Art. 38; 行政复议法; 行政诉讼法). */
const AGAINST = new Set<string>([
  ...[...DENYING_PAPERS, 'notAcceptedNotice', 'notRequiredNotice', 'terminationNotice'],
  ...['licenceRevocation', 'licenceWithdrawal', 'licenceCancellation'],
  ...['licenceSuspension', 'revocationDecision'],
])

/** The remedies of a paper, with the authority and court of the organ where the template names none. */
export function remediesOf({ kind, content, template, organ }: SheetSource): Line[] {
  if (!AGAINST.has(kind) && partialOf({ kind, content }) === undefined) return []
  const {
    authority = organ.government,
    days = 60,
    court = organ.court ?? '有管辖权的人民法院',
    months = 6,
  } = template.remedies ?? {}
  return [
    {
      text: `如不服本决定，可以自收到本文书之日起${days}日内向${authority}申请行政复议，也可以自收到本文书之日起${months}个月内依法向${court}提起行政诉讼。`,
    },
  ]
}

/** What the act itself says where nobody wrote more. */
const GENERAL_REMEDY = /^如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议/
/** Words that could take a remedy away, but for those with which every remedy begins (不服). */
const DENIES = /[不无勿未免毋莫非]|终局|最终|终审|放弃|拒绝|禁止|[仅只]|限于/

/** What the officer wrote beside the remedies, as a note of its own; nothing that could be read as denying them. */
export function supplementOf({ kind, content }: SheetSource): Sheet['lists'] {
  const { remedyNote: remedy = content.remedy } = content
  if (!AGAINST.has(kind) || typeof remedy !== 'string' || GENERAL_REMEDY.test(remedy)) return []
  if (DENIES.test(remedy.replaceAll('不服', ''))) return []
  return [
    {
      title: '补充说明',
      lines: [{ text: `${remedy}（本说明不影响下列救济途径）`, masked: MASKED }],
    },
  ]
}
