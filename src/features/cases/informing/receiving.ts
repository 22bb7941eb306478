import type { Queryable } from '../../../database/queryable.js'
import type { Caller } from '../../../shared/caller.js'
import type { Role } from '../../../shared/roles.js'
import { type Language, say, type Text } from '../../../shared/text.js'
import type { InHand } from '../case-in-hand.js'
import { selectTakenIn } from '../forwarded-store.js'
import { standingCopies } from './informed.js'
import { mayAs, RECEIVERS } from './return-forwarded.js'

/** What the organ to which a file was sent (转报收件) does about it at another door than that of the transitions. */
export interface Elsewhere {
  operationId: string
  method: 'POST'
  path: string
  title: string
  detail: string
  roles: Role[]
}

const DOORS: readonly (Text & { operationId: string; detail: Text; roles: readonly Role[] })[] = [
  {
    operationId: 'createCase',
    zh: '转报收件',
    en: 'Take the forwarded file in',
    detail: {
      zh: '以本机关有权决定的事项开立办件，forwardedFrom 填写本件编号：材料随案移送，不得要求申请人重复提交（行政许可法第三十五条）',
      en: 'Open a case of the item that your organ decides, with this number as forwardedFrom: the file comes along, nothing is asked for again (Art. 35)',
    },
    roles: ['clerk'],
  },
  {
    operationId: 'withdrawCopy',
    zh: '退回转报',
    en: 'Send it back',
    detail: {
      zh: '本机关无权决定的，在收件之前写明理由（reason，不少于十个字）退回下级机关',
      en: 'What your organ does not decide is sent back with a reason of ten characters at least, before it is taken in',
    },
    roles: RECEIVERS,
  },
]

/** For who reads a file that was sent to the own organ and has not been taken in: what this reader does about it. */
export async function elsewhereFor(
  db: Queryable,
  { record, around: { actor } }: InHand,
  caller: Pick<Caller, 'grants'>,
  language: Language,
): Promise<Elsewhere[]> {
  const sent = standingCopies(record.facts.copies ?? []).find(({ forwarded }) => forwarded === true)
  if (actor.receives !== true || sent === undefined) return []
  if ((await selectTakenIn(db, record)) !== undefined) return []
  const paths: Readonly<Record<string, string>> = {
    createCase: '/v1/cases',
    withdrawCopy: `/v1/cases/${record.caseNo}/copies/${sent.copyId}/withdraw`,
  }
  const isOpen = ({ roles }: (typeof DOORS)[number]) => mayAs(caller, sent, roles)
  return DOORS.filter(isOpen).map(({ operationId, detail, roles, ...title }) => ({
    operationId,
    method: 'POST',
    path: paths[operationId] ?? '',
    title: say(title, language),
    detail: say(detail, language),
    roles: [...roles],
  }))
}
