import type { Caller } from '../../shared/caller.js'
import { concerns } from '../voices/voice.js'

/** 满意度: 1 非常满意 … 5 非常不满意; the dictionary `satisfaction` says so. */
export const SATISFACTION = ['1', '2', '3', '4', '5'] as const
/** 不满意、非常不满意: a bad rating (差评) orders a rectification. */
const BAD: ReadonlySet<string> = new Set(['4', '5'])
export const isBad = (satisfaction: string): boolean => BAD.has(satisfaction)

/** As stars: five for who is very satisfied. */
export const starsOf = (satisfaction: string): number => 6 - Number(satisfaction)

/** Where it was given (评价渠道): of the exchange's table of ratings. */
export const RATING_CHANNELS = ['WEB', 'MOBILE', 'QR', 'PAD', 'TERMINAL', 'PHONE', 'SMS'] as const

/** What was good or bad about it (评价指标): online, and at a window. */
export const RATING_ASPECTS = [
  'efficiency',
  'guideAccuracy',
  'convenience',
  'platform',
  'competence',
  'attitude',
] as const

/** Whether somebody is among those whom a rating is about: they learn no more of it than its level and its month. */
export const isRated = ({ officers }: { officers: readonly string[] }, caller: Caller): boolean =>
  concerns(officers, caller)

/** What ratings are counted by. */
export const RATING_GROUPS = ['organisation', 'window', 'item', 'month'] as const
export type RatingGroup = (typeof RATING_GROUPS)[number]

/** A rate with what it is made of; null of nothing. */
export const ratio = (numerator: number, denominator: number) => ({
  numerator,
  denominator,
  rate: denominator === 0 ? null : Math.round((numerator / denominator) * 10_000) / 10_000,
})
