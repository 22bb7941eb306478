import type { ActionInputs } from './action-inputs.js'
import { openSpecials } from './case-state.js'
import { type Refusal, record, refuse, type Work } from './decision.js'
import type { HearingState } from './hearing-acts.js'
import { isPastAsking } from './hearing-days.js'
import { endSpecial } from './special-procedures.js'

type Outcome = Refusal | undefined

/**
 * 放弃听证: by the applicant's own word, on record; third parties who were told keep their five days. Where somebody has
 * asked, it is the taking back of that (撤回听证申请), by who asked and nobody else.
 */
export function waiveHearing(work: Work, input: ActionInputs['waiveHearing']): Outcome {
  const { state, today } = work
  const { by = 'applicant', reason } = input
  const { hearing } = state
  if (hearing?.requestedOn !== undefined) return takeBack(work, hearing, by, reason)
  if (hearing?.toldOn === undefined || hearing.waivedOn !== undefined || by !== 'applicant')
    return refuse('STATE', 'No days to ask for a hearing are running', '没有正在计算的听证申请期限')
  state.hearing = { ...hearing, waivedOn: today }
  record(work, 'waiveHearing', state.status, { reason })
  return undefined
}

/**
 * The request falls away, and with it what was announced: the twenty days end, a hearing for which the limits stood still
 * ends, and what is left of the five days runs on for whoever else was told.
 */
function takeBack(
  work: Work,
  hearing: HearingState,
  by: 'applicant' | 'thirdParty',
  reason: string | undefined,
): Outcome {
  const { state, today, actor } = work
  if (hearing.heldOn !== undefined) return refuse('STATE', 'The hearing has been held', '听证已经举行')
  const { requestedOn, requestedBy = 'applicant', on: _on, presider: _presider, ...told } = hearing
  if (requestedBy !== by || (by === 'thirdParty' && actor.as?.role === 'citizen'))
    return refuse('RULE', 'Only who asked for it takes it back', '听证申请只能由提出人撤回', [
      {
        pointer: '/by',
        code: 'NOT_WHO_ASKED',
        message: {
          en: requestedBy === 'applicant' ? 'The applicant asked for it' : 'A third party asked for it',
          zh: requestedBy === 'applicant' ? '听证由申请人提出' : '听证由利害关系人提出',
        },
      },
    ])
  state.hearing = {
    ...told,
    takenBackOn: today,
    ...(by === 'applicant' ? { waivedOn: today } : {}),
    ...(isPastAsking(state, today) ? { lapsed: true as const } : {}),
  }
  record(work, 'waiveHearing', state.status, { by, takenBack: true, reason })
  work.documents.push({ kind: 'hearingWithdrawal', facts: { requestedOn, hearingBy: by } })
  const open = openSpecials(state).find(({ kind }) => kind === 'hearing')
  return open === undefined
    ? undefined
    : endSpecial(work, {
        action: 'endSpecial',
        specialId: open.specialId,
        result: '听证申请已撤回，听证终止',
      })
}
