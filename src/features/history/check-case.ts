import { saltedHash } from '../../events/make-event.js'
import { checkClocks, type StoredClock } from './check-clocks.js'
import { readTold, type ToldEvent } from './check-event.js'
import { checkTasks, type StoredTask } from './check-tasks.js'
import type { StoredCase, StoredDocument, StoredEvent } from './verify-store.js'

interface TellsDocument {
  documentNo: string
  kind: string
  issuedOn: string
  contentHash: string
}

/**
 * What of a case does not follow from its events: their versions have a gap, the status or the result is another, a
 * document, a clock or a step was altered, is gone, or came by no event. Pure.
 */
export function checkCase(
  row: StoredCase,
  events: readonly StoredEvent[],
  documents: readonly StoredDocument[],
  clocks: readonly StoredClock[],
  tasks: readonly StoredTask[],
): string[] {
  const told = events.map((event) => readTold(event.document))
  return [
    ...checkVersions(row, events),
    ...checkState(row, told),
    ...told.flatMap((each) =>
      each !== undefined && each.caseNo !== row.case_no ? [`event ${each.version} is of another case`] : [],
    ),
    ...checkDocuments(events, told, documents),
    ...checkClocks(clocks, told),
    ...checkTasks(tasks, told),
  ]
}

function checkVersions({ version }: StoredCase, events: readonly StoredEvent[]): string[] {
  const missing = Array.from({ length: version }, (_, at) => at + 1).filter(
    (each) => !events.some((event) => event.version === each),
  )
  const beyond = events.filter((event) => event.version > version).length
  return [
    ...(missing.length === 0 ? [] : [`no event for its version ${missing.join(', ')}`]),
    ...(beyond === 0 ? [] : [`${beyond} events beyond its version ${version}`]),
  ]
}

/** Columns of a case that its last event tells as well. */
const TOLD_COLUMNS = {
  status: 'status',
  item_code: 'itemCode',
  item_version: 'itemVersion',
  item_type: 'itemType',
  organisation_code: 'organisation',
  channel: 'channel',
  window_id: 'windowId',
  situation: 'situation',
} as const satisfies Partial<Record<keyof StoredCase, string>>

const OF_A_DESK = 'case.shelveResult'

/** Events from before the catalogue tell less. */
const TOLD_ALWAYS = new Set<keyof StoredCase>(['status', 'item_code', 'item_version', 'item_type', 'channel'])

function checkState(row: StoredCase, told: readonly (ToldEvent | undefined)[]): string[] {
  const last = told.at(-1)
  if (last === undefined) return []
  const { windowId: _desk, ...payload } = last.payload
  // What came to a desk says which one, and not at which window the case is.
  const ofCase = last.type === OF_A_DESK ? told.findLast((each) => each?.type !== OF_A_DESK) : last
  const said = { ...payload, windowId: ofCase?.payload.windowId }
  const altered = (Object.keys(TOLD_COLUMNS) as (keyof typeof TOLD_COLUMNS)[]).filter(
    (column) =>
      (last.v !== undefined || TOLD_ALWAYS.has(column)) &&
      (row[column] ?? undefined) !== (said as ToldEvent['payload'])[TOLD_COLUMNS[column]],
  )
  const accepted = told.findLast((each) => typeof each?.payload.acceptedOn === 'string')
  if (accepted !== undefined && accepted.payload.acceptedOn !== row.accepted_on)
    altered.push('accepted_on' as never)
  altered.push(...(resultsThatDiffer(row, told) as never[]))
  return [...altered.map((column) => `its ${column} is not what its events say`), ...checkSteps(told)]
}

/** Day of the decision and result, by the last act that tells each and was not taken back. */
function resultsThatDiffer(row: StoredCase, told: readonly (ToldEvent | undefined)[]): string[] {
  const back = new Set(
    told.flatMap((event) => (event?.type === 'case.undo' ? [event.payload.undoneVersion] : [])),
  )
  const standing = told.filter((event) => event?.v !== undefined && !back.has(event.version))
  const last = (name: string) =>
    standing.findLast((event) => typeof event?.payload[name] === 'string')?.payload[name]
  const pairs = [
    ['decided_on', row.decided_on, last('decidedOn')],
    ['result_type', row.result_type, last('resultType')],
  ] as const
  return pairs.flatMap(([column, stored, said]) => (said === undefined || said === stored ? [] : [column]))
}

/** Each act begins where the one before it ended: a status that was altered in between shows with the next act. */
function checkSteps(told: readonly (ToldEvent | undefined)[]): string[] {
  return told.flatMap((event, at) => {
    const before = told[at - 1]
    if (event === undefined || before === undefined) return []
    const { statusBefore } = event.payload
    return statusBefore === undefined || statusBefore === before.payload.status
      ? []
      : [
          `event ${at + 1} begins in ${String(statusBefore)}, where the one before ended in ${String(before.payload.status)}`,
        ]
  })
}

function checkDocuments(
  events: readonly StoredEvent[],
  told: readonly (ToldEvent | undefined)[],
  documents: readonly StoredDocument[],
): string[] {
  const stored = new Map(documents.map((document) => [document.document_no, document]))
  const named = new Set<string>()
  const found = told.flatMap((event, at) => {
    const issued = (event?.payload.documents ?? []) as TellsDocument[]
    return issued.flatMap((tells) => {
      named.add(tells.documentNo)
      const document = stored.get(tells.documentNo)
      if (document === undefined) return [`the document ${tells.documentNo} is gone`]
      return isAsIssued(document, tells, events[at]?.salt ?? '')
        ? []
        : [`the document ${tells.documentNo} was altered`]
    })
  })
  const isOld = events.some((event) => event.salt === null)
  const extra = documents.filter(({ document_no }) => !named.has(document_no))
  return isOld
    ? found
    : [...found, ...extra.map(({ document_no }) => `no event issued the document ${document_no}`)]
}

const isAsIssued = (document: StoredDocument, tells: TellsDocument, salt: string): boolean =>
  document.kind === tells.kind &&
  document.issued_on === tells.issuedOn &&
  saltedHash(salt, document.content) === tells.contentHash
