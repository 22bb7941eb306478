import type { Text } from '../../../shared/text.js'
import { isWaiting } from '../../workflow/awaiting.js'
import { isStatus, STATUSES, type Status, statusTitle } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'
import { parentStatus } from './parent-status.js'

/** Where the case of a bundle stands, in one sentence (一件事进度): how many members are done, and what the others wait for. */
export function bundleWords(members: readonly Pick<CaseRecord, 'status' | 'facts'>[]): {
  status: Status
  text: Text
} {
  const status = parentStatus(members.map((each) => each.status))
  const total = members.length
  const count = (is: (each: (typeof members)[number]) => boolean) => members.filter(is).length
  const done = count(({ status: own }) => own === 'CLOSED' || (isStatus(own) && STATUSES[own].final))
  const correcting = count(({ status: own }) => own === 'AWAITING_CORRECTION')
  const waiting = count(({ status: own, facts }) => own === 'SUBMITTED' && isWaiting(facts))
  if (status === 'DRAFT')
    return {
      status,
      text: { zh: '申请草稿已保存，尚未提交', en: 'The draft is saved; it was not handed in yet' },
    }
  if (done === total) {
    const title = statusTitle(status)
    return {
      status,
      text: {
        zh: `${total}个事项均已结束：${title.zh}`,
        en: `All ${total} matters have come to their end: ${title.en}`,
      },
    }
  }
  const parts = [
    { number: done, zh: '已结束', en: 'at their end' },
    { number: total - done - correcting - waiting, zh: '正在办理', en: 'under way' },
    { number: correcting, zh: '需要补正', en: 'to be corrected' },
    { number: waiting, zh: '等待前置事项的结果', en: 'waiting for the result of another' },
  ].filter(({ number }) => number > 0)
  return {
    status,
    text: {
      zh: `共${total}个事项：${parts.map(({ number, zh }) => `${number}个${zh}`).join('，')}`,
      en: `${total} matters: ${parts.map(({ number, en }) => `${number} ${en}`).join(', ')}`,
    },
  }
}
