import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Instant } from '../../../shared/time.js'
import type { Prefilled } from '../case.js'

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
