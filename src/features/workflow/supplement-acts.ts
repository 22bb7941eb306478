import type { InputError } from '../../shared/problem.js'
import type { ActionInputs } from './action-inputs.js'
import { type CaseState, forwardedIn } from './case-state.js'
import { type Refusal, record, refuse, type Work } from './decision.js'

/** What the review asked for and has not come. */
export const openSupplements = ({ supplements = [] }: Pick<CaseState, 'supplements'>): string[] =>
  supplements.flatMap(({ materialCode, suppliedOn }) => (suppliedOn === undefined ? [materialCode] : []))

/**
 * 审查中告知补充材料: the review wants more of what the item lists (Art. 31), in writing. No limit stands still for it, and
 * nothing is owed by it: who decides, decides by what is there.
 */
export function requestSupplement(
  work: Work,
  { items }: ActionInputs['requestSupplement'],
): Refusal | undefined {
  const { state } = work
  const errors = items.flatMap(({ materialCode }, index) => checkAsked(state, materialCode, index))
  if (errors.length > 0)
    return refuse('RULE', 'These materials may not be asked for', '不得要求补充这些材料', errors)
  const materials = [...new Set(items.map(({ materialCode }) => materialCode))]
  const asked = materials.map((materialCode) => ({ materialCode, requestedOn: work.today }))
  state.supplements = [...(state.supplements ?? []), ...asked]
  record(work, 'requestSupplement', state.status, { materials, items })
  work.documents.push({ kind: 'supplementNotice', facts: { items } })
  return undefined
}

function checkAsked(state: CaseState, materialCode: string, index: number): InputError[] {
  const pointer = `/items/${index}/materialCode`
  if (!state.materialCodes.includes(materialCode))
    return [
      {
        pointer,
        code: 'MATERIAL_UNKNOWN',
        message: {
          en: 'The item does not list this material',
          zh: '事项未列出该材料，不得要求提供',
        },
      },
    ]
  if (forwardedIn(state).includes(materialCode)) {
    const message = {
      en: 'It came with what the lower organ forwarded (Art. 35)',
      zh: '该材料已由下级机关转报，不得要求重复提供（行政许可法第三十五条）',
    }
    return [{ pointer, code: 'ALREADY_FORWARDED', message }]
  }
  if (!openSupplements(state).includes(materialCode)) return []
  const message = { en: 'It was asked for and has not come yet', zh: '已告知补充该材料，尚未提交' }
  return [{ pointer, code: 'ALREADY_ASKED', message }]
}
