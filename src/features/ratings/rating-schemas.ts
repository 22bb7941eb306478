import { Type } from 'typebox'
import { LegalDate, model, openEnum, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import type { Caller } from '../../shared/caller.js'
import { exampleId, LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { QueryCode, Rectification } from '../voices/voice-schemas.js'
import { isRated, RATING_ASPECTS, RATING_CHANNELS, ratio, SATISFACTION, starsOf } from './rating.js'
import { EXAMPLE_RATED } from './rating-examples.js'
import type { Rating } from './rating-service.js'

const Satisfaction = strEnum(SATISFACTION, {
  description:
    '1 very satisfied … 5 very dissatisfied; 4 and 5 are bad ratings (满意度：1 非常满意 … 5 非常不满意)',
  examples: ['1'],
})

export const RatingInput = Strict(
  {
    satisfaction: Satisfaction,
    aspects: Type.Optional(
      Type.Array(strEnum(RATING_ASPECTS), {
        maxItems: RATING_ASPECTS.length,
        uniqueItems: true,
        description: 'What was good or bad about it (评价指标)',
        examples: [['efficiency']],
      }),
    ),
    text: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        // A citizen may say it with a picture (👍), which is no letter.
        pattern: `${SAID}|\\p{Extended_Pictographic}`,
        description: 'In own words (文字评价)',
        examples: ['办理很快'],
      }),
    ),
    channel: strEnum(RATING_CHANNELS, { description: 'Where it is given (评价渠道)', examples: ['QR'] }),
    queryCode: QueryCode,
  },
  {
    examples: [
      {
        satisfaction: '1',
        aspects: ['efficiency', 'attitude'],
        text: '办理很快',
        channel: 'QR',
        queryCode: EXAMPLE_RATED.queryCode,
      },
    ],
  },
)

export const OwnInput = Strict(
  { queryCode: QueryCode },
  { examples: [{ queryCode: EXAMPLE_RATED.queryCode }] },
)

const shown = {
  ratingId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId()] }),
  satisfaction: Satisfaction,
  stars: Type.Integer({ description: 'Five of who is very satisfied (星级)', examples: [5] }),
  bad: Type.Boolean({ description: '差评' }),
  itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
  organisation: Type.String(),
  windowId: Type.Optional(Uuid),
  counted: Type.Boolean({ description: 'False: supervision dismissed it (是否计入)' }),
}
const more = {
  aspects: Type.Optional(Type.Array(Type.String(), { description: '评价指标' })),
  text: Type.Optional(Type.String({ description: '文字评价' })),
  channel: Type.Optional(Type.String({ description: '评价渠道' })),
  ratedOn: Type.Optional(LegalDate),
  caseNo: Type.Optional(Type.String()),
}

export const RatingView = model(
  'Rating',
  Strict({
    ...shown,
    ...more,
    ratedIn: Type.String({ description: 'Month (评价月份)', examples: ['2026-03'] }),
  }),
)
export const OwnRating = model(
  'OwnRating',
  Strict({ ...shown, ...more, rectification: Type.Optional(Rectification) }),
)

const Ratio = Strict({
  numerator: Type.Integer(),
  denominator: Type.Integer(),
  rate: Type.Union([Type.Number(), Type.Null()], { description: 'null where nobody rated' }),
})
const sums = {
  rated: Type.Integer({ description: 'Ratings that count (有效评价数)', examples: [12] }),
  levels: Type.Array(
    Strict({ satisfaction: openEnum([...SATISFACTION]), count: Type.Integer({ examples: [3] }) }),
    { description: 'How many of each level (各等级数)' },
  ),
  satisfied: Ratio,
}
export const RatingSums = model(
  'RatingSums',
  Strict({
    from: LegalDate,
    to: LegalDate,
    total: Strict(sums, { description: 'All together (合计)' }),
    data: Type.Array(
      Strict({
        key: Type.String({ description: 'Code of the group, or its month (分组)', examples: ['2026-03'] }),
        ...sums,
      }),
      { description: 'By group, in the order of their keys (分组)' },
    ),
    nextCursor: Type.Optional(Type.String({ description: 'Left out on the last page' })),
  }),
)

/** 非常满意、满意、基本满意 out of whoever rated. */
export function viewSums(counts: readonly number[]) {
  const rated = counts.reduce((sum, count) => sum + count, 0)
  const [very = 0, satisfied = 0, fairly = 0] = counts
  return {
    rated,
    levels: SATISFACTION.map((satisfaction, at) => ({ satisfaction, count: counts[at] ?? 0 })),
    satisfied: ratio(very + satisfied + fairly, rated),
  }
}

const facts = ({ row }: Rating) => ({
  ratingId: row.id,
  satisfaction: row.satisfaction as (typeof SATISFACTION)[number],
  stars: starsOf(row.satisfaction),
  bad: ['4', '5'].includes(row.satisfaction),
  itemCode: row.item_code,
  organisation: row.organisation_code,
  ...(row.window_id === null ? {} : { windowId: row.window_id }),
  counted: row.counted,
})

const words = ({ row, text }: Rating) => ({
  aspects: row.aspects,
  channel: row.channel,
  ratedOn: row.rated_on,
  caseNo: row.case_no,
  ...(text === undefined ? {} : { text }),
})

/** A rating as staff see it; whom it is about learns no more than its level and its month (评价人信息不向被评价人公开). */
export const viewRating = (rating: Rating, caller: Caller) => ({
  ...facts(rating),
  ratedIn: rating.row.rated_on.slice(0, 7),
  ...(isRated(rating.row, caller) ? {} : words(rating)),
})

/** The same for who gave it. */
export const viewOwnRating = (rating: Rating) => ({ ...facts(rating), ...words(rating) })
