import { type Language, say } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import { codeTitle, type Dictionaries } from '../dictionaries/dictionary.js'
import type { SharedMaterial, SharedMaterials } from '../registers/shared-materials.js'
import type { Query } from '../search/query.js'
import type { Hit } from '../search/search-service.js'
import { highlightOf, stateOf } from '../search/search-views.js'
import type { Draft } from './draft-service.js'
import { limitInWords } from './guide/guide-words.js'
import { ITEM_ACTS } from './item-change.js'
import type { ItemChangeRow } from './item-change-store.js'
import type { Difference } from './item-diff.js'
import type { ItemDocument, ItemMaterial } from './item-document.js'
import { fileLink } from './item-files.js'
import type { ChecklistView } from './item-schemas.js'
import type { VersionRow } from './item-version-store.js'
import { type Checklist, resolveChecklist } from './questions/checklist.js'
import { feesFor } from './questions/fees.js'
import { handlingIn, limitsIn, statutoryOf } from './questions/variants.js'

export function summariseItem(
  { entry }: Hit,
  language: Language,
  query: Query | undefined,
  highlighted: boolean | undefined,
  dictionaries: Dictionaries,
) {
  if (entry === undefined) throw new Error('a search for items finds items')
  return {
    itemCode: entry.item_code,
    name: entry.name,
    ...highlightOf(entry.name, query, highlighted),
    type: entry.type,
    typeTitle: codeTitle(dictionaries, 'itemType', entry.type, language),
    handling: entry.handling as 'onTheSpot' | 'promised',
    organisation: entry.organisation_code,
    division: entry.division_code,
    audiences: entry.audiences,
    state: stateOf(entry.suspended),
  }
}

/** A draft with its state: checked only at this very revision. */
export const viewDraft = ({ document, revision, checked }: Draft) => ({
  revision,
  state: checked === undefined ? ('DRAFT' as const) : ('CHECKED' as const),
  ...(checked === undefined ? {} : { checkedAt: checked.at, checkedBy: checked.by }),
  document,
})

interface ListedVersion extends Pick<VersionRow, 'version' | 'effective_from' | 'published_at'> {
  directory_version?: number | null
}

/** Versions, newest first, each with its state on that day; one that a later number comes before never is in force. */
export function viewVersions(rows: readonly ListedVersion[], today: LegalDate) {
  const inForce = rows.find((row) => row.effective_from <= today)?.version ?? 0
  let earliest = '9999-12-31'
  return rows.map((row) => {
    const isOvertaken = row.effective_from >= earliest
    if (!isOvertaken) earliest = row.effective_from
    const isScheduled = row.version > inForce && !isOvertaken
    return {
      version: row.version,
      effectiveFrom: row.effective_from,
      publishedAt: row.published_at,
      inForce: row.version === inForce,
      state:
        row.version === inForce
          ? ('IN_FORCE' as const)
          : isScheduled
            ? ('SCHEDULED' as const)
            : ('SUPERSEDED' as const),
      ...(typeof row.directory_version === 'number' ? { directoryVersion: row.directory_version } : {}),
    }
  })
}

export const viewDifferences = (changes: readonly Difference[], language: Language) =>
  changes.map((each) => ({ ...each, title: say(each.title, language) }))

export function viewChange(row: ItemChangeRow, language: Language) {
  const { changes, ...details } = row.details
  return {
    act: row.act,
    title: say(ITEM_ACTS[row.act], language),
    at: row.at,
    by: row.by,
    ...(row.revision === null ? {} : { revision: row.revision }),
    ...(row.version === null ? {} : { version: row.version }),
    ...details,
    ...(changes === undefined ? {} : { changes: viewDifferences(changes, language) }),
  }
}

export interface AcceptingWindow {
  id: string
  name: string
  centre: string
  address: string
  level: string
}

const titled = (thing: { title: string; titleEn?: string }, language: Language): string =>
  language === 'en' && thing.titleEn !== undefined ? thing.titleEn : thing.title

/** A question in the caller's language; no options: yes or no. */
export const viewQuestion = (question: ItemDocument['questions'][number], language: Language) => ({
  key: question.key,
  title: titled(question, language),
  ...(question.options === undefined
    ? {}
    : { options: question.options.map((each) => ({ value: each.value, title: titled(each, language) })) }),
})

type Limit = ItemDocument['limits']['promised']
export const viewLimit = ({ amount, unit }: Limit, language: Language) => ({
  amount,
  unit,
  text: limitInWords({ amount, unit }, language),
})

/** Both limits (时限); where no law sets one, why. */
export function viewLimits(limits: ItemDocument['limits'], language: Language) {
  const statutory = statutoryOf(limits)
  return {
    promised: viewLimit(limits.promised, language),
    ...(statutory === undefined ? {} : { statutory: viewLimit(statutory, language) }),
    ...('none' in limits.statutory ? { noStatutory: limits.statutory.none } : {}),
  }
}

/** The checklist in the caller's language: questions, or what this very applicant brings. */
export function viewChecklist(
  document: ItemDocument,
  type: 'natural' | 'legal',
  answers: Record<string, unknown>,
  { windows, shared }: { windows: AcceptingWindow[]; shared: SharedMaterials },
  language: Language,
): ChecklistView {
  const checklist: Checklist = resolveChecklist(document, type, answers)
  if (checklist.kind === 'questions') {
    return {
      order: checklist.order,
      questions: checklist.questions.map((question) => viewQuestion(question, language)),
    }
  }
  const { situation, variant } = checklist
  const limits = limitsIn(document, situation.key)
  const fees = feesFor(document, { answers, applicant: { type } })
  return {
    situation: situation.key,
    situationTitle: titled(situation, language),
    situationReason: say(checklist.reason, language),
    ...(variant === undefined
      ? {}
      : {
          variant: {
            variantCode: variant.variantCode,
            kind: variant.kind,
            name: language === 'en' && variant.nameEn !== undefined ? variant.nameEn : variant.name,
          },
        }),
    materials: checklist.materials.map(({ material, required, reason }) => ({
      materialCode: material.materialCode,
      name: language === 'en' && material.nameEn !== undefined ? material.nameEn : material.name,
      required,
      necessity: material.necessity,
      reason: say(reason, language),
      ...sharedIn(shared(document.itemCode, material.materialCode), language),
      originality: material.originality,
      originals: material.originals,
      copies: material.copies,
      ...(material.acceptanceStandard === undefined
        ? {}
        : { acceptanceStandard: material.acceptanceStandard }),
      ...(material.legalBasis === undefined ? {} : { legalBasis: material.legalBasis }),
      ...filesOf(document.itemCode, material),
    })),
    handling: handlingIn(document, situation.key),
    // Whose they are is settled: their text alone.
    conditions: checklist.conditions.map((each) =>
      typeof each === 'string' ? each : language === 'en' ? (each.textEn ?? each.text) : each.text,
    ),
    results: checklist.results.map(({ name }) => ({ name })),
    fees: { ...document.fees, charged: fees.length > 0, items: fees },
    limit: viewLimits(limits, language),
    windows,
  }
}

/** Where a material comes from: from who applies, or from a shared register, with the words that say so. */
export function sharedIn(shared: SharedMaterial | undefined, language: Language) {
  if (shared === undefined) return { source: 'applicant' as const }
  const { register, reason } = shared
  return {
    source: 'register' as const,
    register: { code: register.code, name: say(register.name, language) },
    sourceReason: say(reason, language),
  }
}

/** Where the blank form and the filled sample of a material are read. */
function filesOf(itemCode: string, material: ItemMaterial) {
  const blankForm = fileLink(itemCode, material.blankForm)
  const filledSample = fileLink(itemCode, material.filledSample)
  return {
    ...(blankForm === undefined ? {} : { blankForm }),
    ...(filledSample === undefined ? {} : { filledSample }),
  }
}
