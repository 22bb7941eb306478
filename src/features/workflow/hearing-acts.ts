import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import { type Refusal, record, refuse, type Situation, type Work } from './decision.js'
import { clockOf, lastDayToAsk } from './hearing-days.js'

type Outcome = Refusal | undefined

/**
 * What the law asks of an item as to hearings (听证): `tell`, those concerned are told of their right before any decision
 * (行政许可法 Art. 47); `hold`, one is held whether anybody asks or not (Art. 46).
 */
export type HearingDuty = 'tell' | 'hold'

/** A hearing, as far as it has come. */
export interface HearingState {
  /** When those concerned were told of their right (告知听证权利). */
  toldOn?: LegalDate
  /** The notice of it was posted and is not known to have arrived: no day of the five has begun. */
  untold?: true
  requestedOn?: LegalDate
  requestedBy?: 'applicant' | 'thirdParty'
  /** Others were told as well: what the applicant gives up is not theirs to lose. */
  thirdParties?: true
  /** When the applicant gave it up (放弃听证). */
  waivedOn?: LegalDate
  /** When who had asked for it took that back (撤回听证申请). */
  takenBackOn?: LegalDate
  /** By then the days to ask had passed: they do not run once more. */
  lapsed?: true
  /** When it is held, and the staff number of who presides (听证主持人); absent while none is announced. */
  on?: LegalDate
  presider?: string
  heldOn?: LegalDate
}

/** Acts of the review: who did one of them does not preside (Art. 48(1)(3)). What prepares the hearing is none. */
const EXAMINED: ReadonlySet<string> = new Set([
  'startReview',
  'completeStep',
  'giveOpinion',
  'requestJointReview',
  'requestSupplement',
  'inspectMaterial',
])

/** 告知听证权利 (Art. 47): applicant and third parties are told, once, in writing, with the days in which to ask. */
export function informOfHearing(work: Work, input: ActionInputs['informOfHearing']): Outcome {
  const { state, today } = work
  if (state.hearingDuty === undefined)
    return refuse('STATE', 'The item version provides for no hearing', '事项实施清单未规定听证')
  if (state.hearing?.toldOn !== undefined)
    return refuse('STATE', 'They have been told already', '已经告知听证权利')
  const { interest, thirdParties } = input
  state.hearing = {
    ...state.hearing,
    toldOn: today,
    ...(thirdParties === undefined ? {} : { thirdParties: true as const }),
  }
  record(work, 'informOfHearing', state.status, { interest, thirdParties, others: thirdParties?.length })
  work.documents.push({
    kind: 'hearingRightNotice',
    facts: { interest, ...(thirdParties === undefined ? {} : { thirdParties: thirdParties.join('、') }) },
  })
  return undefined
}

/** 申请听证: within five days of being told, by the applicant or somebody else concerned; it costs them nothing. */
export function requestHearing(
  work: Work,
  { by = 'applicant', reason }: ActionInputs['requestHearing'],
): Outcome {
  const { state, today, actor } = work
  const { hearing } = state
  if (hearing?.toldOn === undefined || hearing.requestedOn !== undefined)
    return refuse('STATE', 'No days to ask for a hearing are running', '没有正在计算的听证申请期限')
  const due = lastDayToAsk(state)
  if (due !== undefined && today > due)
    return refuse(
      'STATE',
      'The five days to ask for a hearing have passed (Art. 47)',
      '申请听证的五日期限已过（行政许可法第四十七条）',
    )
  if (by === 'thirdParty' && actor.as?.role === 'citizen')
    return refuse('RULE', 'A third party asks at the organ', '利害关系人申请听证由受理人员登记', [
      { pointer: '/by', code: 'NOT_YOURS', message: { en: 'You apply here', zh: '您是本件申请人' } },
    ])
  if (by === 'applicant' && hearing.waivedOn !== undefined)
    return refuse('STATE', 'The applicant has given the hearing up', '申请人已放弃听证')
  state.hearing = { ...hearing, requestedOn: today, requestedBy: by }
  record(work, 'requestHearing', state.status, { by, reason })
  return undefined
}

/** Nobody who was told may ask for one any more: the applicant gave it up, and told was nobody else. */
export const isWaived = ({ waivedOn, thirdParties }: HearingState): boolean =>
  waivedOn !== undefined && thirdParties !== true

/** Why no hearing may begin now: its time is left out of the limits only from the day on which somebody asked for it. */
export function refuseUnaskedHearing({ hearingDuty, hearing }: CaseState): Outcome {
  if (hearing?.heldOn !== undefined) return refuse('STATE', 'The hearing has been held', '听证已经举行')
  if (hearingDuty !== 'tell' || hearing?.requestedOn !== undefined) return undefined
  return refuse(
    'STATE',
    'Nobody has asked for a hearing: tell of the right first (Art. 47)',
    '没有听证申请：应当先告知听证权利，由申请人、利害关系人提出（行政许可法第四十七条）',
  )
}

type Announced = NonNullable<ActionInputs['startSpecial']['hearing']>

/** 422: not announced seven days before (Art. 48(1)(1)), later than the twenty days, or presided by who examined the case. */
export function checkHearing(work: Work, kind: string, hearing: Announced | undefined): InputError[] {
  const { state } = work
  if (kind !== 'hearing')
    return hearing === undefined ? [] : [wrong('/hearing', 'NOT_A_HEARING', 'This is no hearing', '不是听证')]
  if (hearing === undefined)
    return state.hearingDuty === undefined
      ? []
      : [
          wrong(
            '/hearing',
            'REQUIRED',
            'When and where it is held, and who presides',
            '请填写听证时间、地点和主持人',
          ),
        ]
  const { hearingFrom: first } = state
  const last = clockOf(state, 'HEARING_HELD')?.due
  const errors: InputError[] = []
  if (first !== undefined && hearing.on < first)
    errors.push(
      wrong(
        '/hearing/on',
        'HEARING_TOO_SOON',
        `Seven days’ notice: from ${first} on`,
        `应当提前七日通知：最早${first}`,
      ),
    )
  // Where the organ is late itself, the first day on which it is lawful at all.
  else if (last !== undefined && hearing.on > last && hearing.on !== first)
    errors.push(
      wrong(
        '/hearing/on',
        'HEARING_TOO_LATE',
        `Within twenty days of the request: until ${last}`,
        `应当在二十日内组织听证：最迟${last}`,
      ),
    )
  return [...errors, ...checkPresider(work, hearing.presider, '/hearing/presider')]
}

function checkPresider(work: Situation, presider: string, pointer: string): InputError[] {
  if (work.colleagues?.has(presider) !== true)
    return [
      wrong(pointer, 'OFFICER_UNKNOWN', 'Nobody of this organ has this number', '不是本机关的工作人员编号'),
    ]
  if (!hasExamined(work, presider)) return []
  const [en, zh] = [
    'Whoever reviewed the application does not preside (Art. 48)',
    '听证主持人应当是审查该申请的工作人员以外的人员（行政许可法第四十八条）',
  ]
  return [wrong(pointer, 'PRESIDER_REVIEWED', en, zh)]
}

/** Whether somebody of the organ took part in the review: by what he did, or as an officer of a visit. */
export function hasExamined(
  { state, subjects }: Pick<Situation, 'state' | 'subjects'>,
  staffNo: string,
): boolean {
  const subject = subjects?.get(staffNo)
  return (
    (state.visits ?? []).some(({ officers }) => officers.includes(staffNo)) ||
    (subject !== undefined && state.acts.some((act) => EXAMINED.has(act.action) && act.subject === subject))
  )
}

/** 听证通知书: time and place, public, to applicant and third parties. */
export function announceHearing(work: Work, { on, time, place, presider }: Announced): void {
  work.state.hearing = { ...work.state.hearing, on, presider }
  work.documents.push({ kind: 'hearingNotice', facts: { hearingOn: on, hearingTime: time, place, presider } })
}

type Recorded = NonNullable<ActionInputs['endSpecial']['hearing']>

/** 听证笔录: what was said, signed by who took part (Art. 48(1)(5)). Without it the hearing was put off, and is announced anew. */
export function recordHearing(work: Work, hearing: Recorded | undefined): Outcome {
  const { state, today } = work
  const { on, presider, ...asked } = state.hearing ?? {}
  if (hearing === undefined) {
    if (state.hearing !== undefined) state.hearing = asked
    return undefined
  }
  if (on === undefined || presider === undefined || today < on)
    return refuse('RULE', 'It has not been held yet', '听证尚未举行', [
      wrong('/hearing', 'NOT_HELD_YET', 'Not before the day that was announced', '未到通知的听证日期'),
    ])
  const errors = checkPresider(work, presider, '/hearing')
  if (errors.length > 0)
    return refuse('RULE', 'Who presided has reviewed the application since', '听证主持人已参与审查', errors)
  state.hearing = { ...asked, on, presider, heldOn: on }
  const signed = hearing.signedBy.join('、')
  work.documents.push({
    kind: 'hearingRecord',
    facts: { hearingOn: on, presider, record: hearing.record, signed },
  })
  return undefined
}

/** Nothing is decided before those concerned were told and had their days, nor before a hearing that is due was held. */
export function refuseUnheard({ state, today }: Work): Outcome {
  const { hearingDuty, hearing } = state
  if (hearingDuty === undefined || hearing?.heldOn !== undefined) return undefined
  if (hearingDuty === 'hold')
    return refuse(
      'STATE',
      'A hearing is to be held first (Art. 46)',
      '依法应当先举行听证（行政许可法第四十六条）',
    )
  if (hearing?.toldOn === undefined)
    return refuse(
      'STATE',
      'Tell applicant and third parties of their right to a hearing first (Art. 47)',
      '作出决定前应当告知申请人、利害关系人享有要求听证的权利（行政许可法第四十七条）',
    )
  if (hearing.requestedOn !== undefined)
    return refuse('STATE', 'A hearing was asked for and is not held yet', '已申请听证，听证尚未举行')
  if (isWaived(hearing)) return undefined
  if (hearing.untold === true)
    return refuse(
      'STATE',
      'The notice of the right to a hearing has reached nobody yet: tell when it arrived, or that it came back and deliver it anew',
      '听证告知书尚未送达，申请听证的期限尚未起算，不得作出决定；请登记妥投日期，退件的请登记退件并重新送达',
    )
  const due = lastDayToAsk(state)
  if (due === undefined || today > due) return undefined
  return refuse(
    'STATE',
    `A hearing may be asked for until ${due}`,
    `申请听证的期限至${due}，期满前不得作出决定`,
  )
}

const wrong = (pointer: string, code: string, en: string, zh: string): InputError => ({
  pointer,
  code,
  message: { en, zh },
})
