import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { sameBytes } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { templateFor } from '../documents/template.js'
import { moneyOf } from '../fees/bill.js'
import { toPay } from '../fees/pay-words.js'
import type { Action } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'
import { surround, viewOf } from './case-in-hand.js'
import { type CaseReadRow, recordOf } from './case-rows.js'
import type { CaseView } from './case-schemas.js'
import { findQueryCodeHash, readCase } from './case-store.js'
import {
  doingIn,
  GROUND_WORDS,
  hasDue,
  remedyWords,
  stationsOf,
  statusWords,
  tellingAct,
  wantedFrom,
} from './progress-words.js'
import { hashQueryCode } from './query-code.js'
import { selectEvents } from './read-case.js'

/**
 * The public progress query (办件进度查询). A wrong code and an unknown number get the same answer after the same work:
 * one look-up by number of nothing but the hash, one hash, one comparison. Only who knows the code causes more.
 */
export async function queryProgress(
  deps: Deps,
  input: { caseNo: string; queryCode: string },
  language: Language,
) {
  const caseNo = typedCaseNo(input.caseNo)
  const queryCode = input.queryCode.normalize('NFKC').replaceAll(/\s/g, '')
  const kept = (await findQueryCodeHash(deps.pool, caseNo)) ?? NOBODY
  if (!sameBytes(hashQueryCode(deps, caseNo, queryCode), kept)) throw problem('NOT_FOUND')
  const row = await readCase(deps.pool, caseNo)
  return describe(deps, row, language)
}

/** Compared with when there is no such case. */
const NOBODY = Buffer.alloc(32)

async function describe(deps: Deps, row: CaseReadRow, language: Language) {
  const record = recordOf(row)
  if (record === undefined) throw problem('NOT_FOUND')
  const around = await surround(deps, row, record, SYSTEM_CALLER)
  const dates = {
    receivedOn: record.receivedOn,
    acceptedOn: record.acceptedOn,
    decidedOn: record.decidedOn,
    closedOn: record.closedOn,
    due: hasDue(record) ? dueOf(viewOf(record, around, language)) : undefined,
  }
  const related = record.facts.related ?? []
  const doing = doingIn(record.tasks, around.definition)
  return {
    caseNo: record.caseNo,
    itemName: record.itemName,
    status: record.status,
    statusText: say(statusWords(record), language),
    steps: stationsOf(record).map(({ key, state, ...title }) => ({
      key,
      title: say(title, language),
      state,
    })),
    ...(doing.length === 0 ? {} : { doing: doing.map((words) => say(words, language)) }),
    ...Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== undefined)),
    bring: wantedFrom(record, around.document).map(({ nameEn, ...wanted }) => ({
      ...wanted,
      name: language === 'en' ? (nameEn ?? wanted.name) : wanted.name,
    })),
    ...payable(record, language),
    ...(await outcomeOf(deps, record, language)),
    ...(related.length === 0 ? {} : { related: [...related] }),
    asOf: legalDateOf(row.now),
  }
}

/** What is to be paid now, and what waits for it (待缴费用). */
function payable({ facts }: CaseRecord, language: Language) {
  const open = toPay(facts.bill)
  if (open === undefined) return {}
  return { pay: { ...open, amount: moneyOf(open.amount), text: say(open.text, language) } }
}

/** The day that was promised, or else the last one of the law. */
const dueOf = ({ clocks }: CaseView): string | undefined =>
  (clocks.find(({ kind }) => kind === 'PROMISE') ?? clocks.find(({ kind }) => kind === 'LEGAL'))?.due

/** Why an application was turned away or ended, and where to go against it (不予的理由和救济途径). */
async function outcomeOf(deps: Deps, record: CaseRecord, language: Language) {
  const told = tellingAct(record)
  if (told === undefined) return {}
  const rows = await selectEvents(deps.pool, record.id)
  const event = rows.findLast(({ type }) => type === told.action)
  const words = event?.remarks == null ? {} : (JSON.parse(event.remarks) as Record<string, unknown>)
  const payload = event === undefined ? {} : ((JSON.parse(event.document) as Payload).payload ?? {})
  const ground = GROUND_WORDS[payload.ground ?? record.resultType ?? '']
  const reason = typeof words.reason === 'string' ? words.reason : undefined
  const { competentAuthority } = words
  return {
    ...(ground === undefined ? {} : { ground: say(ground, language) }),
    ...(reason === undefined ? {} : { reason }),
    ...(typeof competentAuthority === 'string' ? { competentAuthority } : {}),
    ...(told.against ? { remedies: await remediesOf(deps, record, told.action, language) } : {}),
  }
}

interface Payload {
  payload?: { ground?: string }
}

/** Remedies as the organ's papers name them. */
async function remediesOf(deps: Deps, record: CaseRecord, action: Action, language: Language) {
  const code = record.organ.successor ?? record.organ.code
  const [letterheads, templates] = await Promise.all([
    letterheadsOf(deps.pool, [code]),
    deps.templates.of(code),
  ])
  const { content } = templateFor(templates, NOTICE_OF[action] ?? 'denial', record.itemType)
  const {
    authority = letterheads.get(code)?.government ?? '本级人民政府',
    days = 60,
    court = '有管辖权的人民法院',
    months = 6,
  } = content.remedies ?? {}
  const remedies = { authority, days, court, months }
  return { ...remedies, text: say(remedyWords(remedies), language) }
}

const NOTICE_OF: Partial<Record<Action, string>> = {
  refuseAcceptance: 'notAcceptedNotice',
  declareNotRequired: 'notRequiredNotice',
  terminate: 'terminationNotice',
  expireCorrection: 'terminationNotice',
}
