import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { sameBytes } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import { type Status, statusTitle } from '../workflow/statuses.js'
import { surround, viewOf } from './case-in-hand.js'
import { type CaseReadRow, recordOf } from './case-rows.js'
import { findQueryCodeHash, readCase } from './case-store.js'
import { hashQueryCode } from './query-code.js'

/** The way of a case in the words of an applicant; special statuses stand at their place on it. */
const WAY: { key: string; zh: string; en: string; statuses: Status[] }[] = [
  { key: 'received', zh: '收件', en: 'Received', statuses: ['SUBMITTED', 'AWAITING_CORRECTION'] },
  { key: 'accepted', zh: '受理', en: 'Accepted', statuses: ['ACCEPTED'] },
  { key: 'review', zh: '审查', en: 'Review', statuses: ['REVIEWING', 'SPECIAL_PROCEDURE'] },
  { key: 'decision', zh: '决定', en: 'Decision', statuses: ['DECIDING'] },
  { key: 'closed', zh: '办结', en: 'Closed', statuses: ['APPROVED', 'DENIED'] },
  { key: 'delivered', zh: '送达', en: 'Delivered', statuses: ['CLOSED', 'DELIVERED'] },
]

const PLAIN: Partial<Record<Status, { zh: string; en: string }>> = {
  SUBMITTED: {
    zh: '您的申请已收到，正在审核材料',
    en: 'Your application was received; the papers are being looked at',
  },
  AWAITING_CORRECTION: { zh: '请按告知书补正材料', en: 'Please bring what the notice asks for' },
  ACCEPTED: { zh: '您的申请已受理', en: 'Your application was accepted' },
  REVIEWING: { zh: '正在审查', en: 'Your application is being reviewed' },
  SPECIAL_PROCEDURE: {
    zh: '正在进行特别程序，期间不计入办理时限',
    en: 'A special procedure is under way; its time does not count',
  },
  DECIDING: { zh: '正在作出决定', en: 'The decision is being made' },
  APPROVED: { zh: '已准予，正在制作结果', en: 'Approved; the result is being made' },
  DENIED: { zh: '不予批准，请查看决定书', en: 'Refused; see the decision' },
  CLOSED: { zh: '已办结，请领取结果', en: 'Done; please fetch the result' },
  DELIVERED: { zh: '结果已送达', en: 'The result was delivered' },
}

/**
 * The public progress query (办件进度查询). A wrong code and an unknown number get the same answer after the same work:
 * one look-up by number of nothing but the hash, one hash, one comparison. Only who knows the code causes more.
 */
export async function queryProgress(
  deps: Deps,
  input: { caseNo: string; queryCode: string },
  language: Language,
) {
  const kept = (await findQueryCodeHash(deps.pool, input.caseNo)) ?? NOBODY
  if (!sameBytes(hashQueryCode(deps, input.caseNo, input.queryCode), kept)) throw problem('NOT_FOUND')
  const row = await readCase(deps.pool, input.caseNo)
  return describe(deps, row, language)
}

/** Compared with when there is no such case. */
const NOBODY = Buffer.alloc(32)

async function describe(deps: Deps, row: CaseReadRow, language: Language) {
  const record = recordOf(row)
  if (record === undefined) throw problem('NOT_FOUND')
  const around = await surround(deps, row, record, SYSTEM_CALLER)
  const view = viewOf(record, around, language)
  const at = WAY.findIndex((station) => station.statuses.includes(record.status))
  const bring = [
    ...new Set([
      ...(record.facts.correction?.openMaterials ?? []),
      ...record.facts.deferred
        .filter((entry) => entry.suppliedOn === undefined)
        .map((entry) => entry.materialCode),
      ...(record.status === 'SUBMITTED' ? record.facts.missing : []),
    ]),
  ]
  const due =
    record.decidedOn === undefined
      ? (
          view.clocks.find((clock) => clock.kind === 'PROMISE') ??
          view.clocks.find((clock) => clock.kind === 'LEGAL')
        )?.due
      : undefined
  const dates = {
    receivedOn: record.receivedOn,
    acceptedOn: record.acceptedOn,
    decidedOn: record.decidedOn,
    closedOn: record.closedOn,
    due,
  }
  return {
    caseNo: record.caseNo,
    itemName: record.itemName,
    status: record.status,
    statusText: say(PLAIN[record.status] ?? statusTitle(record.status), language),
    steps: WAY.map((station, index) => ({
      key: station.key,
      title: say(station, language),
      state:
        at < 0
          ? ('toCome' as const)
          : index < at || record.status === 'DELIVERED'
            ? ('done' as const)
            : index === at
              ? ('current' as const)
              : ('toCome' as const),
    })),
    ...Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== undefined)),
    bring: bring.map((materialCode) => ({
      materialCode,
      name:
        around.document.materials.find((each) => each.materialCode === materialCode)?.name ?? materialCode,
    })),
    asOf: legalDateOf(row.now),
  }
}
