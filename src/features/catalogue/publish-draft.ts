import type { Queryable } from '../../database/queryable.js'
import { emit } from '../../events/emit.js'
import { checkPrecondition, type Expected } from '../../http/etag.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { isError } from '../../shared/finding.js'
import { hasFindings, problem, ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { publishFiles } from '../files/file-service.js'
import { wrongState } from './change-state.js'
import { checkItemDocument } from './checks/item-checks.js'
import { refuseDayTooFar } from './day-ahead.js'
import { contextOf, fieldsOf, keptItem } from './draft-service.js'
import { selectDraft } from './draft-store.js'
import { diffItems } from './item-diff.js'
import type { ItemDocument } from './item-document.js'
import { versionEvent } from './item-events.js'
import { namedFiles } from './item-files.js'
import { replaceSearchEntries } from './item-search.js'
import { type ItemRow, selectToday } from './item-store.js'
import { insertVersion, type StandingVersion, selectScheduled, selectVersion } from './item-version-store.js'

export interface Publication {
  version: number
  effectiveFrom: LegalDate
  state: ItemRow['state']
  document: ItemDocument
}

export interface PublicationInput {
  effectiveFrom?: LegalDate | undefined
  /** Scheduled versions that the caller knows will never come into force. */
  overtakes?: number[] | undefined
  /** If-Match, where it was sent. */
  expected?: Expected | 'stale' | undefined
}

type Scheduled = Pick<StandingVersion, 'version' | 'effective_from'>

/** Scheduled versions that a later number stands before from their first day on. */
const overtakenBy = async (db: Queryable, itemCode: string, from: LegalDate): Promise<Scheduled[]> =>
  (await selectScheduled(db, itemCode)).filter(({ effective_from: day }) => day >= from)

const unconfirmed = (overtaken: readonly Scheduled[]) => {
  const named = overtaken.map(({ version, effective_from: day }) => `${version} (${day})`)
  const versions = overtaken.map(({ version }) => version)
  return ruleViolated('/overtakes', 'OVERTAKES_SCHEDULED', {
    en: `These scheduled versions would never come into force: ${named.join(', ')}. Publish for an earlier day, or confirm with "overtakes": [${versions.join(', ')}].`,
    zh: `以下待生效版本将不再生效：${named.join('、')}。请选择更早的生效日期，或以 "overtakes": [${versions.join(', ')}] 确认。`,
  })
}

/** Publishes the draft as the next version (发布); 422 with the findings that forbid it. */
export async function publishDraft(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  { effectiveFrom, overtakes = [], expected }: PublicationInput,
): Promise<Publication> {
  const item = await keptItem(db, caller, itemCode, true)
  if (item.state === 'RETIRED') throw wrongState(item.state)
  const draft = await selectDraft(db, itemCode)
  if (draft === undefined)
    throw problem('CONFLICT', { detail: { en: 'There is no draft to publish', zh: '没有可发布的草稿' } })
  // What one has checked is what is published: another's change in between would go out under one's own name.
  if (expected !== undefined) checkPrecondition(expected, draft.revision)
  const { document } = draft
  const today = await selectToday(db)
  const from = effectiveFrom ?? today
  if (from < today) {
    throw ruleViolated('/effectiveFrom', 'IN_THE_PAST', {
      en: 'A version cannot be in force before it is published',
      zh: '生效日期不能早于今天',
    })
  }
  refuseDayTooFar('/effectiveFrom', from, today)
  const overtaken = await overtakenBy(db, itemCode, from)
  if (overtaken.some(({ version }) => !overtakes.includes(version))) throw unconfirmed(overtaken)
  const { context, directoryVersion } = await contextOf(db, document, from)
  const errors = checkItemDocument(document, context).filter(isError)
  if (errors.length > 0) throw hasFindings(errors)
  await publishFiles(db, namedFiles(document))
  const before = await selectVersion(db, itemCode, item.latest_version)
  const published = await insertVersion(
    db,
    await fieldsOf(db, document, caller),
    { effectiveFrom: from, directoryVersion },
    {
      act: 'PUBLISHED',
      by: subjectOf(caller),
      details: {
        effectiveFrom: from,
        ...(overtaken.length === 0 ? {} : { overtakes: overtaken.map(({ version }) => version) }),
        ...(before === undefined ? {} : { changes: diffItems(before.document, document) }),
      },
    },
  )
  const told = { version: published.version, effectiveFrom: from }
  await emit(db, versionEvent('publish', { ...item, type: document.type }, told, caller))
  await replaceSearchEntries(db, [itemCode])
  return { ...published, effectiveFrom: from, document }
}
