import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'

/** The days and the token of an entry as they would stand. */
export interface EntryToCheck {
  issuer: string | null
  subject: string | null
  validFrom: LegalDate
  validUntil: LegalDate | null
}

/** What is wrong with an entry by itself (名册检查). */
export function entryErrors({ issuer, subject, validFrom, validUntil }: EntryToCheck): InputError[] {
  const half = (issuer === null) !== (subject === null)
  const reversed = validUntil !== null && validUntil < validFrom
  return [
    ...(half
      ? [
          {
            pointer: issuer === null ? '/issuer' : '/subject',
            code: 'TOKEN_INCOMPLETE',
            message: HALF,
          },
        ]
      : []),
    ...(reversed ? [{ pointer: '/validUntil', code: 'PERIOD_REVERSED', message: REVERSED }] : []),
  ]
}

/** What of an entry is a right: kept by security alone. */
export interface RightsOfEntry {
  organisation_code: string
  posts: readonly string[]
  issuer: string | null
  subject: string | null
  id_number_index: Buffer | null
  valid_from: LegalDate
  valid_until: LegalDate | null
}

/** A new entry as who keeps no rights may make it: of the organ from today on, without token and posts. */
export const blankEntry = (row: RightsOfEntry, today: LegalDate): RightsOfEntry => ({
  organisation_code: row.organisation_code,
  posts: [],
  issuer: null,
  subject: null,
  id_number_index: null,
  valid_from: today,
  valid_until: null,
})

/** What a centre's management would change that is security's (安全管理专有项). */
export function rightsErrors(before: RightsOfEntry, after: RightsOfEntry): InputError[] {
  const changed: [string, boolean][] = [
    ['/organisation', before.organisation_code !== after.organisation_code],
    ['/posts', [...before.posts].sort().join('\n') !== [...after.posts].sort().join('\n')],
    ['/issuer', before.issuer !== after.issuer],
    ['/subject', before.subject !== after.subject],
    ['/idNumber', before.id_number_index?.toString('hex') !== after.id_number_index?.toString('hex')],
    ['/validFrom', before.valid_from !== after.valid_from],
    ['/validUntil', before.valid_until !== after.valid_until],
  ]
  return changed.flatMap(([pointer, differs]) =>
    differs ? [{ pointer, code: 'SECURITY_ONLY', message: SECURITY_ONLY }] : [],
  )
}

/** An absence as it is asked for, with what it must fit. */
export interface AbsenceToCheck {
  from: LegalDate
  until: LegalDate
  today: LegalDate
  /** Number and organ of who is away. */
  person: { staffNo: string; organisation: string }
  /** Undefined: none named; null: nobody of this number. */
  deputy:
    | { staffNo: string; organisation: string; validFrom: LegalDate; validUntil: LegalDate | null }
    | null
    | undefined
  /** Days in which the person is away already, stands in for somebody, or the deputy is away. */
  overlapping: readonly { kind: 'own' | 'standsIn' | 'deputyAway' }[]
}

/** What is wrong with an absence (请假登记检查). */
export function absenceErrors(absence: AbsenceToCheck): InputError[] {
  const { from, until, today, person, deputy, overlapping } = absence
  const found: InputError[] = []
  const add = (pointer: string, code: string, en: string, zh: string) =>
    found.push({ pointer, code, message: { en, zh } })
  if (until < from) add('/until', 'PERIOD_REVERSED', REVERSED.en, REVERSED.zh)
  else if (until < today)
    add('/until', 'PERIOD_PAST', 'An absence that is over is not entered', '不登记已结束的请假')
  const overlaps = new Set(overlapping.map(({ kind }) => kind))
  if (overlaps.has('own'))
    add('/from', 'ABSENCE_OVERLAPS', 'Absent in some of these days already', '与已登记的请假重叠')
  if (overlaps.has('standsIn'))
    add(
      '/from',
      'STANDS_IN',
      'Stands in for an absent colleague in these days: name another deputy there first',
      '此期间正代理其他同事，请先更换其代理人',
    )
  if (deputy === null) add('/deputy', 'DEPUTY_UNKNOWN', 'Nobody has this staff number', '没有该工号')
  if (deputy === null || deputy === undefined) return found
  if (deputy.staffNo === person.staffNo)
    add('/deputy', 'DEPUTY_ONESELF', 'Nobody stands in for oneself', '不能由本人代理')
  else if (deputy.organisation !== person.organisation)
    add('/deputy', 'DEPUTY_OF_ANOTHER_ORGAN', 'The deputy is of another organ', '代理人应为本机构人员')
  else if (deputy.validFrom > from || (deputy.validUntil !== null && deputy.validUntil < until))
    add(
      '/deputy',
      'DEPUTY_ENDED',
      'The entry of the deputy does not cover these days',
      '代理人的登记不覆盖该期间',
    )
  if (overlaps.has('deputyAway'))
    add('/deputy', 'DEPUTY_ABSENT', 'The deputy is absent in some of these days', '代理人在此期间也请假')
  return found
}

const REVERSED = { en: 'The last day is before the first', zh: '截止日期早于起始日期' }
const SECURITY_ONLY = {
  en: 'This is a right or tells who somebody is: the security administrator enters it',
  zh: '该项涉及权限或者身份，由安全管理员登记',
}
const HALF = {
  en: 'A token is known by issuer and subject together',
  zh: 'issuer 与 subject 应同时填写',
}
