import { type Language, say, type Text } from '../../../shared/text.js'
import { awaitsReceipt, type Returned } from '../../workflow/collecting.js'
import { STATUSES } from '../../workflow/statuses.js'
import type { InHand } from '../case-in-hand.js'
import type { Elsewhere } from '../informing/receiving.js'

const HAND_OVER: Text = { zh: '移交材料', en: 'Hand the papers over' }
const HAND_OVER_ANEW: Text = { zh: '重新移交材料', en: 'Hand the papers over anew' }
const RECEIVE: Text = { zh: '接收移交材料', en: 'Receive the papers' }

/** What is to be done at the window: hand over; or first see why the list was refused, or bring anew what was lost. */
function toHandOver(returned: Returned | undefined, organ: string): Text {
  const list = {
    zh: `以移交清单移交受理机关（from 填写窗口，to 填写 ${organ}）`,
    en: `by a list (from the window, to ${organ})`,
  }
  if (returned === undefined)
    return {
      zh: `材料由本窗口代收，尚未移交：请${list.zh}`,
      en: `This window collected the papers: hand them over ${list.en}`,
    }
  const { on, byName, handoverId } = returned
  return returned.lost === true
    ? {
        zh: `材料移交${byName}途中遗失（${on}登记，移交清单见 GET /v1/handovers/${handoverId}）：请查找，或者联系申请人补充后，另${list.zh}`,
        en: `What was handed over to ${byName} was lost on the way (told on ${on}, GET /v1/handovers/${handoverId}): look for it or ask the applicant, and hand it over anew ${list.en}`,
      }
    : {
        zh: `材料已于${on}被${byName}退回（理由见 GET /v1/handovers/${handoverId}）：请按退回理由处理后，另${list.zh}`,
        en: `The papers were refused by ${byName} on ${on} (why: GET /v1/handovers/${handoverId}): put that right and hand them over anew ${list.en}`,
      }
}

/**
 * 代收材料的移交、接收: what a window only collected goes to the organ by a list, and the organ's days begin with its receipt
 * (行政许可法 Art. 32): until then who collects is shown the one door, and the organ, once they are on the way, the other.
 */
export function handDoors({ record, around }: InHand, language: Language): Elsewhere[] {
  const { collected } = record.facts
  const isOpen = STATUSES[record.status]?.final === false && record.goesOnAs === undefined
  if (collected === undefined || !isOpen || !awaitsReceipt(record.facts)) return []
  const clerks = around.actor.standings.filter(({ role }) => role === 'clerk')
  const door = (operationId: string, path: string, title: Text, detail: Text): Elsewhere => ({
    ...{ operationId, method: 'POST', path, roles: ['clerk'] },
    ...{ title: say(title, language), detail: say(detail, language) },
  })
  if (collected.handoverId === undefined)
    return clerks.some(({ windowAuthority }) => windowAuthority === 'collects')
      ? [
          door(
            'createHandover',
            '/v1/handovers',
            collected.returned === undefined ? HAND_OVER : HAND_OVER_ANEW,
            toHandOver(collected.returned, record.organ.successor ?? record.organ.code),
          ),
        ]
      : []
  return clerks.some(({ windowAuthority }) => windowAuthority === undefined)
    ? [
        door('receiveHandover', `/v1/handovers/${collected.handoverId}/receive`, RECEIVE, {
          zh: '窗口代收的材料正在移交途中：收到后逐份接收，受理期限自接收之日起算；接收前不能办理受理事宜',
          en: 'The papers that a window collected are on their way: receive them, and the days of the intake begin; nothing is decided about it before',
        }),
      ]
    : []
}
