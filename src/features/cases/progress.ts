import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { templateFor } from '../documents/template.js'
import { moneyOf } from '../fees/bill.js'
import { toPay } from '../fees/pay-words.js'
import { waitedFor } from '../workflow/awaiting.js'
import type { DocumentKind } from '../workflow/decision.js'
import { denyingPaper, grantingPaper } from '../workflow/grant.js'
import { bundleWords } from './bundled/bundle-words.js'
import { selectBundleCase } from './bundled/bundled-store.js'
import { bundleName } from './bundled/view-parent.js'
import type { CaseRecord } from './case.js'
import { surround, viewOf } from './case-in-hand.js'
import { type CaseReadRow, recordOf } from './case-rows.js'
import type { CaseView } from './case-schemas.js'
import { readCase, readMembers } from './case-store.js'
import type { Forwarding } from './forwarding-words.js'
import { forwardingOf, levelView } from './levels-above.js'
import { followMove } from './moved-store.js'
import { stationsOf } from './progress-stations.js'
import {
  doingIn,
  GROUND_WORDS,
  hasDue,
  remedyWords,
  statusWords,
  tellingAct,
  withdrawalWords,
} from './progress-words.js'
import { type EndingRow, selectEndings } from './read-case.js'
import { caseNoByCode } from './speaker.js'
import { wantedFrom } from './wanted.js'

/**
 * The public progress query (办件进度查询). A wrong code and an unknown number get the same answer after the same work:
 * one look-up by number of nothing but the hash, one hash, one comparison. Only who knows the code causes more.
 */
export async function queryProgress(
  deps: Deps,
  input: { caseNo: string; queryCode: string },
  language: Language,
) {
  const caseNo = await caseNoByCode(deps, input)
  const row = await readCase(deps.pool, caseNo)
  if (row.id === null) return describeBundle(deps, caseNo, language)
  const [told] = await describeAll(deps, [row], language)
  if (told === undefined) throw problem('NOT_FOUND')
  return { ...told, asOf: legalDateOf(row.now) }
}

/**
 * The case of a bundle (一件事进度): each member with where it stands, one list of what to bring for all of them. Whoever knows
 * its code is who handed all of it in. Three queries, two more where a member was turned away.
 */
async function describeBundle(deps: Deps, caseNo: string, language: Language) {
  const parent = await selectBundleCase(deps.pool, caseNo)
  const rows = parent === undefined ? [] : await readMembers(deps.pool, caseNo)
  const [first] = rows
  if (parent === undefined || first === undefined) throw problem('NOT_FOUND')
  const members = await describeAll(deps, rows, language)
  const { status, text } = bundleWords(rows.flatMap((row) => recordOf(row) ?? []))
  const papers = new Map(members.flatMap(({ bring }) => bring).map((each) => [wantedKey(each), each]))
  return {
    caseNo,
    itemName: bundleName(parent, language),
    status,
    statusText: say(text, language),
    steps: members.map((each) => ({
      key: each.itemCode,
      title: each.itemName,
      state: each.steps.every(({ state }) => state === 'done')
        ? ('done' as const)
        : each.waitsFor === undefined
          ? ('current' as const)
          : ('toCome' as const),
    })),
    bring: [...papers.values()],
    members,
    asOf: legalDateOf(first.now),
  }
}

/** One paper for all members that want it by the same name; a field is its member's own. */
const wantedKey = ({ materialCode, field, name }: { materialCode?: string; field?: string; name: string }) =>
  `${materialCode ?? ''} ${field ?? ''} ${name}`

/** Each case in the words of an applicant; what is told of those that were turned away is read for all together. */
async function describeAll(deps: Deps, rows: readonly CaseReadRow[], language: Language) {
  const read = await Promise.all(
    rows.map(async (row) => ({ row, record: await followMove(deps.pool, recordOf(row)) })),
  )
  const records = read.flatMap(({ row, record }) => (record === undefined ? [] : [{ row, record }]))
  const endings = await endingsOf(
    deps,
    records.map(({ record }) => record),
  )
  return Promise.all(records.map(({ row, record }) => describe(deps, row, record, endings, language)))
}

async function describe(
  deps: Deps,
  row: CaseReadRow,
  record: CaseRecord,
  endings: Endings,
  language: Language,
) {
  const around = await surround(deps, row, record, SYSTEM_CALLER)
  const waiting = waitedFor(record.facts)
  const dates = {
    receivedOn: record.receivedOn,
    acceptedOn: record.acceptedOn,
    decidedOn: record.decidedOn,
    closedOn: record.closedOn,
    due: hasDue(record) ? dueOf(viewOf(record, around, language)) : undefined,
  }
  const { forwarding, levels } = await forwardingOf(deps, record, around.document)
  const withdrawal = withdrawalWords(record, forwarding)
  const related = relatedOf(record, forwarding)
  const doing = doingIn(record.tasks, around.definition)
  return {
    caseNo: record.caseNo,
    itemCode: record.itemCode,
    itemName: record.itemName,
    status: record.status,
    statusText: say(statusWords(record, forwarding), language),
    steps: stationsOf(record, forwarding).map(({ key, state, ...title }) => ({
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
    ...(waiting.length === 0
      ? {}
      : {
          waitsFor: waiting.map((each) => ({
            materialCode: each.materialCode,
            name:
              around.document.materials.find(({ materialCode }) => materialCode === each.materialCode)
                ?.name ?? each.materialCode,
            caseNo: each.caseNo,
            itemName: each.itemName,
          })),
        }),
    ...(await outcomeOf(deps, record, endings, language)),
    ...(related.length === 0 ? {} : { related: [...related] }),
    ...(levels.length === 0 ? {} : { above: levels.map((level) => levelView(level, language)) }),
    ...(withdrawal === undefined ? {} : { withdrawal: say(withdrawal, language) }),
    ...askings(record),
  }
}

/** With the case above that was opened for what was forwarded, which this one does not keep itself. */
function relatedOf({ facts: { related = [] } }: CaseRecord, forwarding: Forwarding | undefined) {
  const isKnown = related.some(({ relation }) => relation === 'forwardedTo')
  return forwarding?.caseNo === undefined || isKnown
    ? related
    : [...related, { relation: 'forwardedTo' as const, caseNo: forwarding.caseNo }]
}

/** What the applicant asked and was answered (催办答复). */
function askings({ facts }: CaseRecord) {
  const asked = (facts.urges ?? []).filter(({ by }) => by === 'applicant')
  if (asked.length === 0) return {}
  return {
    urges: asked.map(({ at, seenAt, answeredAt, answer }) => ({
      at,
      ...(seenAt === undefined ? {} : { seenAt }),
      ...(answeredAt === undefined ? {} : { answeredAt }),
      ...(answer === undefined ? {} : { answer }),
    })),
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

/** What is told of cases that were turned away: the acts by which they were, and who their organs are. */
interface Endings {
  events: EndingRow[]
  letterheads: Awaited<ReturnType<typeof letterheadsOf>>
}

const organOf = ({ organ }: CaseRecord): string => organ.successor ?? organ.code

async function endingsOf({ pool }: Deps, records: readonly CaseRecord[]): Promise<Endings> {
  const told = records.filter((record) => tellingAct(record) !== undefined)
  if (told.length === 0) return { events: [], letterheads: new Map() }
  const [events, letterheads] = await Promise.all([
    selectEndings(
      pool,
      told.map(({ id }) => id),
      told.flatMap((record) => [tellingAct(record)?.action ?? []].flat()),
    ),
    letterheadsOf(pool, [...new Set(told.map(organOf))]),
  ])
  return { events, letterheads }
}

/** Why an application was turned away or ended, and where to go against it (不予的理由和救济途径). */
async function outcomeOf(deps: Deps, record: CaseRecord, endings: Endings, language: Language) {
  const told = tellingAct(record)
  if (told === undefined) return {}
  const event = endings.events.findLast(
    ({ case_id, type }) => case_id === record.id && [told.action].flat().some((action) => action === type),
  )
  const words = event?.remarks == null ? {} : (JSON.parse(event.remarks) as Record<string, unknown>)
  const payload = event === undefined ? {} : ((JSON.parse(event.document) as Payload).payload ?? {})
  const ground = GROUND_WORDS[payload.ground ?? record.resultType ?? '']
  const reason =
    told.action === 'approve'
      ? refusedInPart(record, language)
      : typeof words.reason === 'string'
        ? words.reason
        : undefined
  const { competentAuthority } = words
  return {
    ...(ground === undefined ? {} : { ground: say(ground, language) }),
    ...(reason === undefined ? {} : { reason }),
    ...(typeof competentAuthority === 'string' ? { competentAuthority } : {}),
    ...(told.against ? { remedies: await remediesOf(deps, record, event?.type, endings, language) } : {}),
  }
}

/** What a partial grant refuses, and why, as its decision says it (部分准予). */
function refusedInPart({ facts: { grant } }: CaseRecord, language: Language): string | undefined {
  if (grant?.partial === undefined) return undefined
  const { refused, reason } = grant.partial
  return say(
    { zh: `不予准予的部分：${refused}；理由：${reason}`, en: `Refused: ${refused}; why: ${reason}` },
    language,
  )
}

interface Payload {
  payload?: { ground?: string }
}

/** Remedies as the organ's papers name them. */
async function remediesOf(
  deps: Deps,
  record: CaseRecord,
  type: string | undefined,
  { letterheads }: Endings,
  language: Language,
) {
  const code = organOf(record)
  const templates = await deps.templates.of(code)
  const { content } = templateFor(
    templates,
    NOTICE_OF[type ?? ''] ?? (type === 'approve' ? grantingPaper : denyingPaper)(record.facts),
    record.itemType,
  )
  const {
    authority = letterheads.get(code)?.government ?? '本级人民政府',
    days = 60,
    court = letterheads.get(code)?.court ?? '有管辖权的人民法院',
    months = 6,
  } = content.remedies ?? {}
  const remedies = { authority, days, court, months }
  return { ...remedies, text: say(remedyWords(remedies), language) }
}

const NOTICE_OF: Readonly<Record<string, DocumentKind>> = {
  refuseAcceptance: 'notAcceptedNotice',
  declareNotRequired: 'notRequiredNotice',
  terminate: 'terminationNotice',
  expireCorrection: 'terminationNotice',
  close: 'revocationDecision',
  revokeLicence: 'licenceRevocation',
  withdrawLicence: 'licenceWithdrawal',
  cancelLicence: 'licenceCancellation',
  suspendLicence: 'licenceSuspension',
}
