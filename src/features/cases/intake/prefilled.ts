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
    prefilled: sent.map(({ pointer, from, confirmed }) => {
      if (!confirmed) return { pointer, from }
      const known = before?.find((each) => each.pointer === pointer && each.from === from)?.confirmed
      return { pointer, from, confirmed: known ?? { by: subjectOf(caller), at: now } }
    }),
  }
}

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
}

/**
 * 422 findings: a source is a case of one of the parties that holds this very field (for who applies alone, one that he
 * signed in for), or a look-up about one of them for this item. Anything else would stand in the file for good as where a
 * value came from (档案预填来源). Two queries at most; none where nothing was prefilled.
 */
export async function checkSources(
  deps: SourceDeps,
  sent: readonly Pick<Sent, 'pointer' | 'from'>[] = [],
  { id, caller, itemCode, document, parties }: FilledFor,
): Promise<InputError[]> {
  if (sent.length === 0) return []
  const indexes = parties.map(({ idNumberIndex }) => idNumberIndex)
  const subject = isApplicantOnly(caller) ? subjectOf(caller) : undefined
  const named = sent.map(({ pointer, from }) => ({ caseNo: from, key: keyOf(pointer) }))
  const offered = await fieldsOffered(deps, named, { indexes, subject, except: id, document })
  const rest = sent.flatMap(({ from }, place) => (offered.has(place) ? [] : [from.toLowerCase()]))
  const lookups = await provingLookups(deps.pool, rest)
  const told = new Set(
    lookups.flatMap(({ id: lookup, caseId = id, itemCode: of, idNumberIndex }) =>
      caseId === id && of === itemCode && indexes.some((each) => each.equals(idNumberIndex)) ? [lookup] : [],
    ),
  )
  return sent.flatMap(({ from }, place) =>
    offered.has(place) || told.has(from.toLowerCase())
      ? []
      : [{ pointer: `/prefilled/${place}/from`, code: 'PREFILL_SOURCE_UNKNOWN', message: UNKNOWN }],
  )
}

/** `/form/a~1b`: the field a/b. */
const keyOf = (pointer: string): string =>
  pointer.slice('/form/'.length).replaceAll('~1', '/').replaceAll('~0', '~')

const UNKNOWN = {
  en: 'The dossier does not offer this field from there: take pointer and from as GET …/prefill gives them',
  zh: '档案没有从该来源提供这一项：请按 GET …/prefill 给出的 pointer 和 from 填写',
}
