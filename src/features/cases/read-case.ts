import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Deps } from '../../deps.js'
import { eventFacts } from '../../events/case-events.js'
import type { EventActor } from '../../events/event-parts.js'
import { type Caller, SYSTEM_CALLER } from '../../shared/caller.js'
import { maskPartyName } from '../../shared/masks.js'
import { problem } from '../../shared/problem.js'
import { type Language, say, type Text } from '../../shared/text.js'
import { personalFields } from '../catalogue/questions/personal-fields.js'
import { documentTitle } from '../documents/titles.js'
import { moneyOf } from '../fees/bill.js'
import { type AllowedAction, waitingForFees } from '../workflow/allowed-actions.js'
import { openTasks } from '../workflow/case-state.js'
import { decidedAs } from '../workflow/grant.js'
import { actionTitle, statusTitle } from '../workflow/statuses.js'
import { titleOfAct } from './act-title.js'
import { actionsOffered } from './actions-offered.js'
import { readParentActions } from './bundled/parent-actions.js'
import { readParentForExchange, seenMembers } from './bundled/parent-parts.js'
import { readChildren, readParentView } from './bundled/read-parent.js'
import type { CaseRecord } from './case.js'
import { findInHand, foreseenCase, type InHand, type Reading, takeInHand, viewOf } from './case-in-hand.js'
import type { CaseView } from './case-schemas.js'
import { readsAll, sightOf } from './case-sight.js'
import type { caseEvents } from './case-tables.js'
import { exchangeReaches } from './case-visibility.js'
import { type DocumentRow, selectDocuments } from './document-rows-store.js'
import { examinedAmong } from './examined-only.js'
import { viewExchangeCase } from './exchange-view.js'
import { deliveryDoor, deskDoors, papersOwed, papersToDeliver } from './exiting/papers-owed.js'
import { rightingDoors } from './exiting/righting-doors.js'
import { type StandingRow, selectCaseAbove, selectStandings } from './forwarded-store.js'
import { maskContent, type ToldAct, wordsFor } from './free-words.js'
import { handDoors } from './handing/hand-doors.js'
import { elsewhereFor } from './informing/receiving.js'
import type { OnBehalfOf } from './parties/assistance.js'
import { viewTask } from './tasks/view-task.js'
import { viewClock } from './view-clock.js'

/** The case as the caller sees it, with its version for the ETag. */
export async function readCaseView(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const hand = await findInHand(deps, caller, caseNo)
  if (hand === undefined) return readParentView(deps, caller, caseNo, language)
  const { record, around } = hand
  const view = viewOf(record, around, language)
  const related = [...view.related, ...(await takenInAbove(deps.pool, record))]
  return { version: record.version, view: await withStandings(deps, { ...view, related }, language) }
}

/** 转报: the case that the organ above has opened for what was sent to it, which the lower one does not keep itself. */
async function takenInAbove(db: Queryable, record: CaseRecord): Promise<CaseView['related']> {
  const { resultType, facts } = record
  const isKnown = facts.related?.some(({ relation }) => relation === 'forwardedTo') === true
  if (resultType !== 'forwarded' || isKnown) return []
  const caseNo = await selectCaseAbove(db, record)
  return caseNo === undefined ? [] : [{ relation: 'forwardedTo', caseNo }]
}

/** 转报办件进展: who sees the case of one level learns what becomes of it at the other, whose own it is. */
async function withStandings(
  { pool, items }: Pick<Deps, 'pool' | 'items'>,
  view: CaseView,
  language: Language,
): Promise<CaseView> {
  const forwarded = view.related.filter(({ relation }) => FORWARDED.has(relation))
  if (forwarded.length === 0) return view
  const rows = await selectStandings(
    pool,
    forwarded.map(({ caseNo }) => caseNo),
  )
  const isExamined = await examinedAmong(items, rows)
  const standings = new Map(rows.map((row) => [row.case_no, standingFrom(row, language, isExamined(row))]))
  return {
    ...view,
    related: view.related.map((each) => {
      const standing = FORWARDED.has(each.relation) ? standings.get(each.caseNo) : undefined
      return standing === undefined ? each : { ...each, standing }
    }),
  }
}

const FORWARDED: ReadonlySet<string> = new Set(['forwardedTo', 'forwardedFrom'])

const standingFrom = (row: StandingRow, language: Language, isExaminedOnly: boolean) => ({
  status: row.status,
  statusTitle: say(statusTitle(row.status, isExaminedOnly), language),
  organisation: row.organisation_code,
  ...(row.accepted_on === null ? {} : { acceptedOn: row.accepted_on }),
  ...(row.due_on === null ? {} : { due: row.due_on }),
  ...(row.decided_on === null ? {} : { decidedOn: row.decided_on }),
  ...(row.result_type === null ? {} : { resultType: row.result_type }),
})

/** The cases of a bundle's case that the caller sees (一件事子件); any other case has none. */
export async function readCaseChildren(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const children = await readChildren(deps, caller, caseNo, language)
  if (children !== undefined) return children
  await takeInHand(deps, caller, caseNo)
  return { data: [] }
}

/**
 * The case for an exchange platform within its grant, as it stands now (办件数据), with the fields that platforms see;
 * 404 when it is not there or out of reach.
 */
export async function readCaseForExchange(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const hand = await findInHand(deps, SYSTEM_CALLER, caseNo)
  if (hand === undefined) return readParentForExchange(deps, caller, caseNo, language)
  const { record, around } = hand
  if (!exchangeReaches(caller, record)) throw problem('NOT_FOUND')
  return { version: record.version, view: viewExchangeCase(record, { ...around, language }) }
}

/** 初审、延续、变更: how decisions of the case are called. */
export const decidedAsIn = ({ record, around }: Pick<InHand, 'record' | 'around'>) =>
  decidedAs({ related: record.facts.related ?? [], forwardsTo: around.document.forwardsTo })

/** What this caller can do now, what it needs, and what would follow (操作前结果可预知). */
export async function readActions(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const taken = await findInHand(deps, caller, caseNo)
  if (taken === undefined) return readParentActions(deps, caller, caseNo, language)
  const { hand, situation, offered, shut } = await actionsOffered(deps, taken)
  const { record, around } = taken
  const titleOf = (action: AllowedAction['action']) =>
    say(actionTitle(action, record.itemType, decidedAsIn(taken)), language)
  const data = offered.map(({ action, input, foreseen }) => {
    const after = foreseenCase(hand, foreseen)
    return {
      action,
      title: titleOf(action),
      input: withoutPersonal(input, hand),
      foreseen: {
        status: after.status,
        clocks: after.clocks.map((clock) => viewClock(clock, after, hand.around)),
        documents: foreseen.documents.map(({ kind }) => ({
          kind,
          title: say(documentTitle(kind, hand.record.itemType), language),
        })),
        events: foreseen.events.map((event) => event.type),
      },
    }
  })
  const waiting = waitingForFees(situation).map(({ action, fees, refusal }) => ({
    action,
    title: titleOf(action),
    ...(refusal.owed === undefined
      ? {}
      : { paymentCode: refusal.owed.paymentCode, amount: moneyOf(refusal.owed.amount) }),
    fees,
    detail: say(refusal.detail, language),
  }))
  const closed = (words: Text) => ({
    action: 'submit',
    title: titleOf('submit'),
    fees: [],
    detail: say(words, language),
  })
  const waits = [...waiting, ...(shut === undefined ? [] : [closed(shut)])]
  const papers = await papersToDeliver(deps.pool, taken)
  const elsewhere = [
    ...(await elsewhereFor(deps.pool, taken, caller, language)),
    ...papersOwed(taken, papers).map((paper) => deliveryDoor(taken, paper, language)),
    ...deskDoors(taken, language),
    ...rightingDoors(taken, papers, language),
    ...handDoors(taken, language),
  ]
  const tasks = taken.asStaff ? openTasks(record).map((task) => viewTask(record, around, task, language)) : []
  return {
    data,
    ...(waits.length === 0 ? {} : { waiting: waits }),
    ...(elsewhere.length === 0 ? {} : { elsewhere }),
    ...(tasks.length === 0 ? {} : { tasks }),
  }
}

type Described = AllowedAction['input']

/**
 * The input with examples that tell nothing of a person: where the form's present values are examples and the reader may
 * not see them, a personal field has the example of the item's schema.
 */
function withoutPersonal(input: Described, { record, around }: InHand): Described {
  const form = input.properties?.form
  if (form?.examples === undefined || sightOf(record, around.actor).form === 'clear') return input
  const { schema } = around.document.form
  const personal = personalFields(schema)
  const fields = schema.properties as Record<string, { examples?: unknown[] }>
  const examples = form.examples.map((example) =>
    Object.fromEntries(
      Object.entries(example as Record<string, unknown>).map(([name, value]) => [
        name,
        personal.has(name) ? (fields[name]?.examples?.[0] ?? '') : value,
      ]),
    ),
  )
  return { ...input, properties: { ...input.properties, form: { ...form, examples } } }
}

type EventRow = Pick<
  RowOf<typeof caseEvents>,
  'version' | 'type' | 'occurred_at' | 'actor' | 'document' | 'remarks'
>

/**
 * What happened, in order (办件过程). Applicants see their own case's acts without the names of staff; words are for who
 * handles the case, and for an asked organ its question and its answer.
 */
export async function readEvents(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const hand = await findInHand(deps, caller, caseNo)
  return hand === undefined
    ? readParentEvents(deps, caller, caseNo, language)
    : eventsOf(deps, hand, language)
}

/** What happened in the members of a bundle's case that the caller sees (主件办理过程), each with its case, in order of time. */
async function readParentEvents(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const told: (Awaited<ReturnType<typeof eventsOf>>['data'][number] & { caseNo: string })[] = []
  for (const member of await seenMembers(deps, caller, caseNo)) {
    const { data } = await eventsOf(deps, await takeInHand(deps, caller, member), language)
    told.push(...data.map((each) => ({ ...each, caseNo: member })))
  }
  const key = (each: (typeof told)[number]) => `${each.occurredAt} ${each.caseNo}`
  return {
    data: told.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.version - b.version)),
  }
}

async function eventsOf(deps: Deps, hand: InHand, language: Language) {
  const rows = await selectEvents(deps.pool, hand.record.id)
  const staff = hand.asStaff
  const { actor } = hand.around
  const reader = { handles: readsAll(actor, hand.record), answersFor: actor.answersFor }
  const data = rows.map((row) => {
    const title = titleOfAct(row.type, hand.record.itemType, decidedAsIn(hand))
    const told = JSON.parse(row.document) as ToldAct & { actor?: EventActor; payload?: ToldFacts }
    const { payload } = told
    return {
      version: row.version,
      type: row.type,
      title: title === undefined ? row.type : say(title, language),
      occurredAt: row.occurred_at,
      ...(payload?.status === undefined ? {} : { status: payload.status }),
      ...(payload?.onBehalfOf === undefined
        ? {}
        : { onBehalfOf: namedBehalf(payload.onBehalfOf, hand.record) }),
      ...(staff
        ? {
            actor: row.actor,
            ...(told.actor?.kind === undefined ? {} : { by: told.actor }),
            ...opinionIn(payload),
            ...factsIn(row.type, payload),
            ...(row.remarks === null
              ? {}
              : {
                  remarks: wordsFor(reader, { ...told, type: row.type }, JSON.parse(row.remarks) as Remarks),
                }),
          }
        : {}),
    }
  })
  return { data }
}

type Remarks = Record<string, unknown>

interface ToldFacts {
  [name: string]: unknown
  status?: string
  organisations?: string[]
  askedOrganisation?: string
  agrees?: boolean
  onBehalfOf?: OnBehalfOf
}

/** The second name of an act (实际申请人), masked: in clear it stands with the parties. */
const namedBehalf = ({ as, parties }: OnBehalfOf, record: CaseRecord) => ({
  as,
  names: record.parties
    .filter(({ partyNo }) => parties.includes(partyNo))
    .map(({ type, name }) => maskPartyName(type, name)),
})

/** What the act knows by the schema of its type: days, grounds, procedures, what became due (办件要素); no words of people. */
function factsIn(type: string, payload: ToldFacts = {}) {
  const facts = eventFacts(type, payload)
  return Object.keys(facts).length === 0 ? {} : { facts }
}

/** Who was asked and who agrees (会审意见): what who completes the step and who decides must know. */
function opinionIn({ organisations, askedOrganisation, agrees }: ToldFacts = {}) {
  return {
    ...(organisations === undefined ? {} : { organisations }),
    ...(askedOrganisation === undefined ? {} : { askedOrganisation }),
    ...(agrees === undefined ? {} : { agrees }),
  }
}

/** Every event of a case, with what stands beside it. */
export async function selectEvents(db: Queryable, caseId: string): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>({
    name: 'select-events',
    text: 'select version, type, occurred_at, actor, document, remarks from case_events where case_id = $1 order by version limit 1000',
    values: [caseId],
  })
  return rows
}

export interface EndingRow
  extends Pick<RowOf<typeof caseEvents>, 'case_id' | 'type' | 'document' | 'remarks'> {}

/** Of these cases the events of these acts, oldest first. One query. */
export async function selectEndings(
  db: Queryable,
  caseIds: readonly string[],
  actions: readonly string[],
): Promise<EndingRow[]> {
  const { rows } = await db.query<EndingRow>({
    name: 'select-endings',
    text: 'select case_id, type, document, remarks from case_events where case_id = any($1::uuid[]) and type = any($2::text[]) order by version',
    values: [caseIds, [...new Set(actions)]],
  })
  return rows
}

/** The documents of a case (文书), oldest first. */
export async function readDocuments(
  deps: Reading,
  caller: Caller,
  caseNo: string,
): Promise<{ hand: InHand; rows: DocumentRow[] }> {
  const hand = await takeInHand(deps, caller, caseNo)
  return { hand, rows: await selectDocuments(deps.pool, hand.record.id) }
}

export type { DocumentRow }

/** A document without its words. */
export const withoutWords = (row: DocumentRow): DocumentRow => ({ ...row, content: maskContent(row.content) })
