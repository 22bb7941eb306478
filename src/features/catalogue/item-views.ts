import { type Language, say } from '../../shared/text.js'
import { type Checklist, resolveChecklist } from './checklist.js'
import { limitInWords } from './guide-words.js'
import type { ItemDocument } from './item-document.js'
import type { ChecklistView } from './item-schemas.js'
import type { ListedRow } from './item-store.js'
import { ITEM_TYPES } from './item-types.js'

export const typeTitle = (type: string, language: Language): string =>
  say(ITEM_TYPES[type] ?? { zh: type, en: type }, language)

export function summariseItem(row: ListedRow, language: Language) {
  return {
    itemCode: row.item_code,
    name: row.name,
    type: row.type,
    typeTitle: typeTitle(row.type, language),
    handling: row.handling,
    organisation: row.organisation_code,
    division: row.division_code,
    audiences: row.audiences,
    state: row.state,
  }
}

export interface AcceptingWindow {
  id: string
  name: string
  centre: string
  address: string
  level: string
}

/** The checklist in the caller's language: questions, or what this very applicant brings. */
export function viewChecklist(
  document: ItemDocument,
  type: 'natural' | 'legal',
  answers: Record<string, unknown>,
  windows: AcceptingWindow[],
  language: Language,
): ChecklistView {
  const checklist: Checklist = resolveChecklist(document, type, answers)
  const titled = <T extends { title: string; titleEn?: string }>(thing: T) =>
    language === 'en' && thing.titleEn !== undefined ? thing.titleEn : thing.title
  if (checklist.kind === 'questions') {
    return {
      questions: checklist.questions.map((question) => ({
        key: question.key,
        title: titled(question),
        ...(question.options === undefined
          ? {}
          : { options: question.options.map((option) => ({ value: option.value, title: titled(option) })) }),
      })),
    }
  }
  const { promised, statutory } = document.limits
  return {
    situation: checklist.situation.key,
    situationTitle: titled(checklist.situation),
    materials: checklist.materials.map(({ material, required, reason }) => ({
      materialCode: material.materialCode,
      name: language === 'en' && material.nameEn !== undefined ? material.nameEn : material.name,
      required,
      necessity: material.necessity,
      reason: say(reason, language),
      originality: material.originality,
      originals: material.originals,
      copies: material.copies,
      ...(material.acceptanceStandard === undefined
        ? {}
        : { acceptanceStandard: material.acceptanceStandard }),
      ...(material.legalBasis === undefined ? {} : { legalBasis: material.legalBasis }),
    })),
    fees: document.fees,
    limit: {
      promised: { amount: promised.amount, unit: promised.unit, text: limitInWords(promised, language) },
      statutory: { amount: statutory.amount, unit: statutory.unit, text: limitInWords(statutory, language) },
    },
    windows,
  }
}
