import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Instant } from '../../../shared/time.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { provingLookups } from '../../registers/lookup-service.js'
import type { Party, Prefilled } from '../case.js'
import { fieldsOffered } from '../known/known-service.js'
import { isApplicantOnly } from '../parties/identity-proofs.js'

interface Sent {
  pointer: string
  from: string
  confirmed: boolean
}

/** What was filled from the dossier (档案预填), as it is kept: who confirmed each for the applicant, and when. */
export function prefilledOf(
  sent: readonly Sent[] | undefined,
  before: readonly Prefilled[] | undefined,
  { caller, now }: { caller: Caller; now: Instant },
): { prefilled?: Prefilled[] } {
  if (sent === undefined) return before === undefined ? {} : { prefilled: [...before] }
  return {
    prefilled: sent.map(({ pointer, from: typed, confirmed }) => {
      const from = spelled(typed)
      if (!confirmed) return { pointer, from }
      const known = before?.find((each) => each.pointer === pointer && each.from === from)?.confirmed
      return { pointer, from, confirmed: known ?? { by: subjectOf(caller), at: now } }
    }),
  }
}

/** A source as it is named: numbers of cases in capitals, references of look-ups in small letters. */
const spelled = (from: string): string => (from.includes('-') ? from.toLowerCase() : from.toUpperCase())

/** 422 findings: what nobody typed is not handed in before the applicant has said that it still holds. */
export const checkConfirmed = (prefilled: readonly Prefilled[] = []): InputError[] =>
  prefilled
    .filter(({ confirmed }) => confirmed === undefined)
    .map(({ pointer }) => ({
      pointer,
      code: 'PREFILL_NOT_CONFIRMED',
      message: {
        en: 'Taken from the dossier: the applicant must confirm that it still holds',
        zh: '该内容由档案预填，须由申请人确认仍然有效',
      },
    }))

type SourceDeps = Pick<Deps, 'files' | 'config' | 'items'> & { pool: Queryable }

/** Which case is filled in, and for whom. */
interface FilledFor {
  id: string
  caller: Caller
  itemCode: string
  document: ItemDocument
  parties: readonly Pick<Party, 'idNumberIndex'>[]
  /** The draft has it from before, and the parties are others now. */
  kept?: boolean
}

/**
 * 422 findings: a source is a case of one of the parties that holds this very field (for who applies alone, one that he
 * signed in for), or a look-up about one of them for this item. Anything else would stand in the file for good as where a
 * value came from (档案预填来源). Two queries at most; none where nothing was prefilled.
 */
export async function checkSources(
  deps: SourceDeps,
  sent: readonly Pick<Sent, 'pointer' | 'from'>[] = [],
  { id, caller, itemCode, document, parties, kept = false }: FilledFor,
): Promise<InputError[]> {
  if (sent.length === 0) return []
  const first = new Map(sent.map(({ pointer }, place) => [pointer, place] as const).reverse())
  const twice = sent.flatMap(({ pointer }, place) =>
    first.get(pointer) === place
      ? []
      : [{ pointer: `/prefilled/${place}/pointer`, code: 'PREFILL_TWICE', message: TWICE }],
  )
  if (twice.length > 0) return twice
  const indexes = parties.map(({ idNumberIndex }) => idNumberIndex)
  const subject = isApplicantOnly(caller) ? subjectOf(caller) : undefined
  const named = sent.map(({ pointer, from }) => ({ caseNo: spelled(from), key: keyOf(pointer) }))
  const offered = await fieldsOffered(deps, named, { indexes, subject, except: id, document })
  const rest = sent.flatMap(({ from }, place) => (offered.has(place) ? [] : [spelled(from)]))
  const lookups = await provingLookups(deps.pool, rest)
  const told = new Set(
    lookups.flatMap(({ id: lookup, caseId = id, itemCode: of, idNumberIndex }) =>
      caseId === id && of === itemCode && indexes.some((each) => each.equals(idNumberIndex)) ? [lookup] : [],
    ),
  )
  const stray = sent.flatMap(({ from }, place) =>
    offered.has(place) || told.has(spelled(from)) ? [] : [place],
  )
  const unknown = (pointer: string, message: InputError['message']): InputError => ({
    pointer,
    code: 'PREFILL_SOURCE_UNKNOWN',
    message,
  })
  if (kept && stray.length > 0) return [unknown('/prefilled', OF_OTHERS)]
  return stray.map((place) => unknown(`/prefilled/${place}/from`, UNKNOWN))
}

/** `/form/a~1b`: the field a/b. */
const keyOf = (pointer: string): string =>
  pointer.slice('/form/'.length).replaceAll('~1', '/').replaceAll('~0', '~')

const TWICE = {
  en: 'This field stands there already: name the one source from which it was filled in',
  zh: '该字段已填写来源，每个字段只填一个来源',
}

const OF_OTHERS = {
  en: 'What the draft was filled in with is known of none of these parties: send prefilled as well, [] where nothing is taken from the dossier any more',
  zh: '草稿原有的预填内容不属于变更后的当事人：请同时提交 prefilled，不再使用预填的填写空数组 []',
}

const UNKNOWN = {
  en: 'The dossier does not offer this field from there: take pointer and from as GET …/prefill gives them',
  zh: '档案没有从该来源提供这一项：请按 GET …/prefill 给出的 pointer 和 from 填写',
}
