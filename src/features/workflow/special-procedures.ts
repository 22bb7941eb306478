import type { Text } from '../../shared/text.js'
import type { ActionInputs } from './action-inputs.js'
import { type CaseState, openSpecials, type SpecialState } from './case-state.js'
import { hasRole, type Refusal, record, refuse, type Work } from './decision.js'
import { announceHearing, checkHearing, recordHearing, refuseUnaskedHearing } from './hearing-acts.js'
import { namesStatute } from './termination-grounds.js'

type Outcome = Refusal | undefined

interface SpecialKind extends Text {
  /** Of the eight whose time 行政许可法 Art. 45 leaves out. */
  art45: boolean
}

const special = (zh: string, en: string, art45 = true): SpecialKind => ({ zh, en, art45 })

/**
 * Kinds of special procedures (特别程序): the eight of Art. 45, and two that stop a clock only where another statute says
 * that their time is not counted; else they are steps inside the limit.
 */
export const SPECIAL_KINDS = {
  hearing: special('听证', 'hearing'),
  tender: special('招标', 'tender'),
  auction: special('拍卖', 'auction'),
  inspection: special('检验', 'inspection'),
  testing: special('检测', 'testing'),
  quarantine: special('检疫', 'quarantine'),
  appraisal: special('鉴定', 'appraisal'),
  expertReview: special('专家评审', 'expert review'),
  siteVisit: special('现场踏勘', 'site visit', false),
  publicNotice: special('公示', 'public notice', false),
} as const satisfies Record<string, SpecialKind>

/** A special procedure as the item version lists it. */
export interface ListedSpecial {
  kind: string
  /** Most working days that it takes. */
  days: number
  basis: string
}

/** Whether the time of a listed procedure is not counted: by Art. 45, or by the statute that the item cites for it. */
export const isNotCounted = ({ kind, notCounted = false }: { kind: string; notCounted?: boolean }): boolean =>
  notCounted ||
  (Object.hasOwn(SPECIAL_KINDS, kind) && SPECIAL_KINDS[kind as keyof typeof SPECIAL_KINDS].art45)

export const specialTitle = (kind: string): Text =>
  Object.hasOwn(SPECIAL_KINDS, kind)
    ? SPECIAL_KINDS[kind as keyof typeof SPECIAL_KINDS]
    : { zh: kind, en: kind }

/** 特别程序 (Art. 45): only what the item lists; the limits stand still and the applicant is told in writing how long it takes. */
export function startSpecial(work: Work, input: ActionInputs['startSpecial']): Outcome {
  const { state } = work
  const refused = refuseUnlisted(state, input) ?? refuseHearing(work, input) ?? refuseLate(work, input.reason)
  if (refused !== undefined) return refused
  if (state.status === 'REVIEWING' || state.status === 'DECIDING') state.statusLeft = state.status
  const { kind, estimatedDays, basis, reason, hearing } = input
  const begun = { specialId: work.newId(), kind, startedOn: work.today, estimatedDays, basis }
  state.specials.push(begun)
  const { specialId } = begun
  record(work, 'startSpecial', 'SPECIAL_PROCEDURE', {
    ...{ specialId, kind, estimatedDays, basis, reason },
    ...(hearing === undefined
      ? {}
      : { hearingOn: hearing.on, presider: hearing.presider, place: hearing.place }),
  })
  // The paper cites the statute of the item, whatever somebody wrote.
  const lawBasis = listedOf(state, kind)?.basis ?? basis
  work.documents.push({ kind: 'specialNotice', facts: { kind, estimatedDays, lawBasis } })
  if (input.hearing !== undefined) announceHearing(work, input.hearing)
  return undefined
}

/** A hearing is announced with all that the law wants of it, and only once somebody asked (Art. 46–48). */
function refuseHearing(work: Work, { kind, hearing }: ActionInputs['startSpecial']): Outcome {
  const unasked = kind === 'hearing' ? refuseUnaskedHearing(work.state) : undefined
  if (unasked !== undefined) return unasked
  const errors = checkHearing(work, kind, hearing)
  return errors.length === 0
    ? undefined
    : refuse('RULE', 'The hearing is not as the law wants it', '听证不符合法定程序', errors)
}

const listedOf = ({ listedSpecials = [] }: Pick<CaseState, 'listedSpecials'>, kind: string) =>
  listedSpecials.find((each) => each.kind === kind)

/**
 * What is left of the most days of a kind: what was announced before counts, however often it is begun anew. Not so of a
 * hearing that the law demands and that was put off: without it nothing is decided (Art. 46–48), and HEARING_HELD watches it.
 */
export const daysLeft = (
  { specials, hearingDuty }: Pick<CaseState, 'specials' | 'hearingDuty'>,
  { kind, days }: ListedSpecial,
): number =>
  kind === 'hearing' && hearingDuty !== undefined
    ? days
    : specials.reduce((left, each) => (each.kind === kind ? left - each.estimatedDays : left), days)

/** 422: the item version does not list it, or not for so long; or what is called its basis names no statute. */
function refuseUnlisted(
  state: CaseState,
  { kind, estimatedDays, basis }: ActionInputs['startSpecial'],
): Outcome {
  const listed = listedOf(state, kind)
  if (listed === undefined) {
    const may = (state.listedSpecials ?? []).map((each) => specialTitle(each.kind))
    const message = {
      en: may.length === 0 ? 'The item lists none' : `The item lists: ${may.map(({ en }) => en).join(', ')}`,
      zh:
        may.length === 0
          ? '本事项未列出特别程序'
          : `本事项列出的特别程序：${may.map(({ zh }) => zh).join('、')}`,
    }
    return refuse(
      'RULE',
      'Only what the item version lists stops the clock (Art. 45)',
      '只有事项实施清单列明的特别程序才能停止计算期限（行政许可法第四十五条）',
      [{ pointer: '/kind', code: 'SPECIAL_NOT_LISTED', message }],
    )
  }
  const errors = []
  const left = daysLeft(state, listed)
  if (estimatedDays > left)
    errors.push({
      pointer: '/estimatedDays',
      code: 'SPECIAL_TOO_LONG',
      message:
        left === listed.days
          ? { en: `At most ${left} working days`, zh: `最多${left}个工作日` }
          : {
              en: `At most ${left} of ${listed.days} working days are left for it`,
              zh: `该特别程序最多${listed.days}个工作日，已告知${listed.days - left}个，还可告知${left}个`,
            },
    })
  if (!namesStatute(basis))
    errors.push({
      pointer: '/basis',
      code: 'NO_STATUTE',
      message: { en: `Name the statute: ${listed.basis}`, zh: `请写明法律依据：${listed.basis}` },
    })
  return errors.length === 0
    ? undefined
    : refuse(
        'RULE',
        'The special procedure is not as the item lists it',
        '特别程序与事项实施清单不符',
        errors,
      )
}

/** No pause makes a late case punctual. */
function refuseLate(work: Work, reason: string | undefined): Outcome {
  const late = work.state.clocks.some(
    ({ kind, stopped, due }) =>
      (kind === 'PROMISE' || kind === 'LEGAL') && !stopped && due !== undefined && work.today > due,
  )
  if (!late || (hasRole(work.actor, 'lead') && reason !== undefined)) return undefined
  return refuse(
    'STATE',
    'The limit has passed: only the lead may start a special procedure, with a reason',
    '时限已过：只有首席代表说明理由后才能启动特别程序',
  )
}

export function endSpecial(work: Work, input: ActionInputs['endSpecial']): Outcome {
  const { state } = work
  const open = openSpecials(state)
  if (input.specialId === undefined && open.length > 1) return whichOne(open)
  const ended =
    input.specialId === undefined ? open[0] : open.find((each) => each.specialId === input.specialId)
  if (ended === undefined)
    return refuse('RULE', 'This special procedure is not open', '该特别程序不在进行中', [
      {
        pointer: '/specialId',
        code: 'NOT_OPEN',
        message: { en: 'Not an open special procedure', zh: '不是进行中的特别程序' },
      },
    ])
  const unrecorded = endHearing(work, ended.kind, input.hearing)
  if (unrecorded !== undefined) return unrecorded
  state.specials = state.specials.map((each) => (each === ended ? { ...each, endedOn: work.today } : each))
  const left = state.statusLeft ?? 'REVIEWING'
  const back = open.length > 1 ? 'SPECIAL_PROCEDURE' : left
  if (back !== 'SPECIAL_PROCEDURE') delete state.statusLeft
  const { hearing, result } = input
  record(work, 'endSpecial', back, {
    ...{ specialId: ended.specialId, kind: ended.kind, result },
    ...(hearing === undefined ? {} : { held: true, record: hearing.record, signedBy: hearing.signedBy }),
  })
  return undefined
}

function endHearing(work: Work, kind: string, hearing: ActionInputs['endSpecial']['hearing']): Outcome {
  if (kind === 'hearing') return recordHearing(work, hearing)
  if (hearing === undefined) return undefined
  const message = { en: 'This is no hearing', zh: '不是听证' }
  return refuse('RULE', message.en, message.zh, [{ pointer: '/hearing', code: 'NOT_A_HEARING', message }])
}

const whichOne = (open: readonly SpecialState[]): Refusal =>
  refuse(
    'RULE',
    'Several special procedures are open: name one',
    '有多个特别程序在进行，请指明其中一个',
    open.map(({ specialId, kind, startedOn }) => {
      const { zh, en } = specialTitle(kind)
      return {
        pointer: '/specialId',
        code: 'REQUIRED',
        message: {
          en: `${specialId}: ${en}, since ${startedOn}`,
          zh: `${specialId}：${zh}，${startedOn} 开始`,
        },
      }
    }),
  )
